// What a cell can hold, and Excel's coercions and operators: numbers, texts, booleans, error values, null for a blank.
// An error value is a value here, never an exception: of two operands the left one's comes first.

class ErrorValue {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
}

// A reference: the index of its first cell, and its size.
class Range {
  constructor(first, height, width) { this.first = first; this.height = height; this.width = width; }
  at(row, column) { return v[this.first + row * stride + column]; }
}

// An array: values in rows of equal length; past an edge of one row or column that row or column goes on.
class Matrix {
  constructor(rows) { this.rows = rows; this.height = rows.length; this.width = rows[0].length; }
  at(row, column) {
    const y = this.height === 1 ? 0 : row, x = this.width === 1 ? 0 : column;
    return y < this.height && x < this.width ? this.rows[y][x] : error("#N/A");
  }
}

// The values of all cells, sheet after sheet, row after row; every row of every sheet is `stride` cells long.
let v = [];
let stride = 1;

const errors = new Map();
function error(text) {
  if (!errors.has(text)) errors.set(text, new ErrorValue(text));
  return errors.get(text);
}
const DIV0 = error("#DIV/0!"), NUM = error("#NUM!"), VALUE = error("#VALUE!"), NA = error("#N/A"), REF = error("#REF!");

// A result that a cell can hold: #NUM! for what overflowed.
const finite = (number) => (number - number === 0 ? number : NUM);

function range(first, last) {
  const top = Math.min(Math.floor(first / stride), Math.floor(last / stride));
  const left = Math.min(first % stride, last % stride);
  const height = Math.abs(Math.floor(first / stride) - Math.floor(last / stride)) + 1;
  return new Range(top * stride + left, height, Math.abs((first % stride) - (last % stride)) + 1);
}

const matrix = (rows) => new Matrix(rows);

// A reference as an array; one cell is a scalar.
function elements(value) {
  if (!(value instanceof Range)) return value;
  if (value.height === 1 && value.width === 1) return v[value.first];
  return matrix(Array.from({ length: value.height }, (_, row) => v.slice(value.first + row * stride, value.first + row * stride + value.width)));
}

// Where one value is wanted of a reference: the cell in the formula's own row or column.
function meet(area, own) {
  if (area.height === 1 && area.width === 1) return v[area.first];
  const row = Math.floor(own / stride) - Math.floor(area.first / stride), column = (own % stride) - (area.first % stride);
  if (area.width === 1 && row >= 0 && row < area.height) return area.at(row, 0);
  if (area.height === 1 && column >= 0 && column < area.width) return area.at(0, column);
  return VALUE;
}

function one(value, own) {
  if (value instanceof Range) return meet(value, own);
  return value instanceof Matrix ? value.rows[0][0] : value;
}

// Coercions

const NUMBER = /^([-+]?)\$?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE]([-+]?\d+))?\s*(%?)$/;

function textToNumber(text) {
  const bare = text.trim().replace("−", "-"), inside = /^\(([^-+(].*)\)$/.exec(bare);
  const match = NUMBER.exec((inside ? inside[1] : bare).trim());
  if (!match) return VALUE;
  const number = Number(match[1] + match[2].replaceAll(",", "") + (match[3] ? "e" + match[3] : ""));
  if (!Number.isFinite(number)) return VALUE;
  const whole = match[4] ? number / 100 : number;
  return inside ? -whole : whole;
}

function toNumber(value) {
  if (typeof value === "number") return value;
  if (value === null || value === undefined || value === false) return 0;
  if (value === true) return 1;
  return typeof value === "string" ? textToNumber(value) : value;
}

function toText(value) {
  if (typeof value === "number") return plainText(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return value ?? "";
}

function toCondition(value) {
  if (typeof value === "boolean" || value instanceof ErrorValue) return value;
  if (typeof value === "string") return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : VALUE;
  return toNumber(value) !== 0;
}

// Operators: each maps over arrays, element by element.

function lift(call, ...values) {
  const items = values.map(elements), arrays = items.filter((item) => item instanceof Matrix);
  if (!arrays.length) return call(...items);
  const height = Math.max(...arrays.map((array) => array.height)), width = Math.max(...arrays.map((array) => array.width));
  return matrix(Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, column) =>
    call(...items.map((item) => (item instanceof Matrix ? item.at(row, column) : item))))));
}

function arithmetic(call) {
  const scalars = (left, right) => {
    const a = toNumber(left);
    if (a instanceof ErrorValue) return a;
    const b = toNumber(right);
    return b instanceof ErrorValue ? b : call(a, b);
  };
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return call(left, right);
    return left instanceof Matrix || right instanceof Matrix ? lift(scalars, left, right) : scalars(left, right);
  };
}

const add = arithmetic((a, b) => finite(a + b));
const subtract = arithmetic((a, b) => finite(a - b));
const multiply = arithmetic((a, b) => finite(a * b));
const divide = arithmetic((a, b) => (b === 0 ? DIV0 : finite(a / b)));
// Squares are one multiplication, which is correctly rounded; 0^0 is #NUM!.
const power = arithmetic((a, b) => {
  if (b === 2) return finite(a * a);
  if (a === 0 && b <= 0) return b === 0 ? NUM : DIV0;
  return finite(Math.pow(a, b));
});

const negate = (value) => lift((item) => { const a = toNumber(item); return a instanceof ErrorValue ? a : -a; }, value);
const percent = (value) => lift((item) => { const a = toNumber(item); return a instanceof ErrorValue ? a : a / 100; }, value);

const join = (left, right) => lift((a, b) => {
  if (a instanceof ErrorValue) return a;
  return b instanceof ErrorValue ? b : toText(a) + toText(b);
}, left, right);

// Numbers that are the same to 15 digits are equal: 0.1+0.2=0.3 is TRUE.
function lookAlike(a, b) {
  return typeof a === "number" && typeof b === "number" && a !== b &&
    Math.abs(a - b) <= 2e-14 * Math.abs(a) && a.toExponential(14) === b.toExponential(14);
}

const rank = (value) => (typeof value === "boolean" ? 2 : typeof value === "string" ? 1 : 0);
const blankLike = (other) => (typeof other === "string" ? "" : typeof other === "boolean" ? false : 0);

// -1, 0 or 1: numbers come before texts and texts before booleans; capitals do not matter.
function compare(left, right) {
  let a = left ?? blankLike(right), b = right ?? blankLike(a);
  if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
  if (typeof a === "string") { a = a.toLowerCase(); b = b.toLowerCase(); }
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparison(holds) {
  const scalars = (a, b) => {
    if (a instanceof ErrorValue) return a;
    if (b instanceof ErrorValue) return b;
    return holds(lookAlike(a, b) ? 0 : compare(a, b));
  };
  return (left, right) => lift(scalars, left, right);
}

const equal = comparison((order) => order === 0), unequal = comparison((order) => order !== 0);
const less = comparison((order) => order < 0), greater = comparison((order) => order > 0);
const atMost = comparison((order) => order <= 0), atLeast = comparison((order) => order >= 0);
