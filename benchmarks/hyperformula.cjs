// Calculates a sheet, given as rows of cells in JSON, and prints the seconds and one value.
const { readFileSync } = require('fs');
const { createRequire } = require('module');
const { HyperFormula } = createRequire(process.cwd() + '/')('hyperformula');

const rows = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const start = process.hrtime.bigint();
const calculator = HyperFormula.buildFromSheets(
  { Sheet: rows },
  { licenseKey: 'gpl-v3', maxRows: 1100000 },
  [{ name: 'Tiny', expression: '=Sheet!$B$12' }],
);
const sample = calculator.getCellValue({ sheet: 0, row: 8, col: 10 });
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({ seconds, sample }));
