// The sheet: its values, and what follows from a changed input, in the order in which formulas need one another.

const data = JSON.parse(document.getElementById("data").textContent);
stride = data.stride;
v = new Array(data.blank).fill(null);
for (const [index, value] of data.constants) v[index] = value !== null && typeof value === "object" ? error(value.error) : value;

const runtime = {
  f, error, range, elements, matrix, meet, one, add, subtract, multiply, divide, power, negate, percent, join,
  equal, unequal, less, greater, atMost, atLeast,
};
const functions = sheetgenFormulas(runtime, v, stride);

// The cells of runs `[id, first cell, distance, count]`.
function eachCell(list, call) {
  for (const [id, first, distance, count] of list) for (let n = 0; n < count; n++) call(first + n * distance, id);
}

// What many cells share, by cell.
function byCell([things, list]) {
  const found = new Map();
  eachCell(list, (index, id) => found.set(index, things[id]));
  return found;
}

const functionOf = new Int32Array(v.length).fill(-1);
eachCell(data.functions, (index, id) => { functionOf[index] = id; });
const isFormula = (index) => functionOf[index] >= 0;

// What a formula refers to, reference by reference: `[first, last]` corners of ranges, or numbers of cells.
const references = (index) => (isFormula(index) ? functions[functionOf[index]][1](index) : []);

// The cells of a corner pair or a single cell.
function cellsOf(part) {
  if (typeof part === "number") return [part];
  const area = range(part[0], part[1]), found = [];
  for (let row = 0; row < area.height; row++) {
    for (let column = 0; column < area.width; column++) found.push(area.first + row * stride + column);
  }
  return found;
}

const precedents = (index) => [...new Set(references(index).flat().flatMap(cellsOf))];

// Every formula after all that it needs (Kahn's algorithm), and which formulas need a cell.
const dependents = new Map();
const order = (() => {
  const waiting = new Map(), ready = [], found = [];
  eachCell(data.functions, (index) => {
    let count = 0;
    for (const needed of precedents(index)) {
      if (!dependents.has(needed)) dependents.set(needed, []);
      dependents.get(needed).push(index);
      count += isFormula(needed);
    }
    waiting.set(index, count);
    if (!count) ready.push(index);
  });
  for (let next = 0; next < ready.length; next++) {
    found.push(ready[next]);
    for (const index of dependents.get(ready[next]) ?? []) {
      waiting.set(index, waiting.get(index) - 1);
      if (waiting.get(index) === 0) ready.push(index);
    }
  }
  return Int32Array.from(found);
})();
const rankOf = new Int32Array(v.length);
order.forEach((index, place) => { rankOf[index] = place; });

const valueOf = (index) => one(functions[functionOf[index]][0](index), index) ?? 0;

for (const index of order) v[index] = valueOf(index);
// Sets cells to values and calculates what follows; gives the cells whose values are others than before.
const dirty = new Uint8Array(order.length);
function setCells(changes) {
  const changed = [];
  let first = order.length, last = -1;
  const spread = (index) => {
    changed.push(index);
    for (const other of dependents.get(index) ?? []) {
      const place = rankOf[other];
      dirty[place] = 1;
      if (place < first) first = place;
      if (place > last) last = place;
    }
  };
  for (const [index, value] of changes) {
    if (!Object.is(v[index], value)) { v[index] = value; spread(index); }
  }
  for (let place = first; place <= last; place++) {
    if (!dirty[place]) continue;
    dirty[place] = 0;
    const index = order[place], value = valueOf(index);
    if (!Object.is(v[index], value)) { v[index] = value; spread(index); }
  }
  return changed;
}

// Addresses

function letters(column) {
  let text = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

const sheetOf = (index) => data.sheets.reduce((best, sheet) => (sheet[1] <= index && (!best || sheet[1] > best[1]) ? sheet : best), null);

function address(index, dollars = [0, 0]) {
  const [, base] = sheetOf(index), row = Math.floor((index - base) / stride) + 1;
  return `${dollars[1] ? "$" : ""}${letters((index - base) % stride)}${dollars[0] ? "$" : ""}${row}`;
}

const PLAIN = /^[\p{L}_][\p{L}\p{N}_.]*$/u, REFERENCE = /^([A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[RrCc])$/;
const quoted = (sheet) => (PLAIN.test(sheet) && !REFERENCE.test(sheet) ? sheet : `'${sheet.replaceAll("'", "''")}'`);
const fullAddress = (index) => (data.sheets.length > 1 ? `${quoted(sheetOf(index)[0])}!` : "") + address(index);

// A value as a report writes it, whole.
const inFull = (value) => (typeof value === "number" ? shortest(value) : value === null ? "" : String(toText(value)));

// A formula as a spreadsheet writes it, or with the values of the cells in their place.
function formulaText(index, filled) {
  const { text, of } = data.spellings[functionOf[index]], parts = references(index);
  let written = "=";
  text.forEach((piece, place) => {
    if (typeof piece === "string") { written += piece; return; }
    const leaf = of[piece], cells = parts[piece], single = cells.length === 1 && typeof cells[0] === "number";
    if (filled && single) {
      const value = inFull(v[cells[0]]) || "0", bare = /^[=(,]$/.test(written.at(-1)) && !/^\^/.test(text[place + 1] ?? "");
      written += value.startsWith("-") && !bare ? `(${value})` : value;
    } else if (typeof leaf === "string") {
      written += leaf;
    } else {
      const sheet = typeof leaf[0] === "string" ? leaf[0] : null, dollars = sheet === null ? leaf : leaf.slice(1);
      const corners = typeof cells[0] === "number" ? [cells[0]] : cells[0] ?? [];
      const spelled = corners.map((corner, n) => address(corner, dollars.slice(2 * n, 2 * n + 2))).join(":");
      written += (sheet === null ? "" : quoted(sheet) + "!") + (spelled || "#REF!");
    }
  });
  return written;
}
