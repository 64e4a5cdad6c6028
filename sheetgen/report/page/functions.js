// Excel's functions, as far as pages have them. Sums are plain additions from left to right.

const f = {};

// A function of numbers, mapped over arrays; the first argument that is an error value is the result.
function ofNumbers(call) {
  const scalars = (...values) => {
    for (let index = 0; index < values.length; index++) {
      values[index] = toNumber(values[index]);
      if (values[index] instanceof ErrorValue) return values[index];
    }
    const result = call(...values);
    return typeof result === "number" ? finite(result) : result;
  };
  return (...values) => lift(scalars, ...values);
}

// The first error value on the way to a result, which ends it.
class Met { constructor(value) { this.value = value; } }

function untilError(call) {
  return (...values) => {
    try {
      const result = call(...values);
      return typeof result === "number" ? finite(result) : result;
    } catch (met) {
      if (met instanceof Met) return met.value;
      throw met;
    }
  };
}

const raised = (value) => { throw new Met(value); };

// The values of an argument: of a reference those that are not blank, of an array all, or the value itself.
function* items(argument) {
  if (!(argument instanceof Range || argument instanceof Matrix)) { yield argument; return; }
  for (let row = 0; row < argument.height; row++) {
    for (let column = 0; column < argument.width; column++) {
      const item = argument.at(row, column);
      if (item !== null || argument instanceof Matrix) yield item;
    }
  }
}

// The numbers that SUM sees: in references and arrays numbers alone, elsewhere what coerces.
function numbers(values) {
  const found = [];
  for (const argument of values) {
    if (argument instanceof Range || argument instanceof Matrix) {
      for (const item of items(argument)) {
        if (typeof item === "number") found.push(item);
        else if (item instanceof ErrorValue) raised(item);
      }
    } else {
      const number = toNumber(argument);
      found.push(number instanceof ErrorValue ? raised(number) : number);
    }
  }
  return found;
}

function array(value) {
  const found = elements(value);
  return found instanceof Matrix ? found : matrix([[found]]);
}

function sameSize(first, second, otherwise) {
  if (first.height !== second.height || first.width !== second.width) raised(otherwise);
}

// The pairs of elements that are numbers in both of two arrays.
function pairs(first, second) {
  const a = array(first), b = array(second), found = [];
  sameSize(a, b, NA);
  for (let row = 0; row < a.height; row++) {
    for (let column = 0; column < a.width; column++) {
      const pair = [a.at(row, column), b.at(row, column)];
      for (const item of pair) if (item instanceof ErrorValue) raised(item);
      if (typeof pair[0] === "number" && typeof pair[1] === "number") found.push(pair);
    }
  }
  return found;
}

const sum = (list) => { let total = 0; for (const item of list) total += item; return total; };

f.SUM = untilError((...values) => sum(numbers(values)));
f.SUMSQ = untilError((...values) => sum(numbers(values).map((item) => item * item)));
f.PRODUCT = untilError((...values) => { const found = numbers(values); return found.length ? found.reduce((a, b) => a * b, 1) : 0; });
f.AVERAGE = untilError((...values) => { const found = numbers(values); return found.length ? sum(found) / found.length : DIV0; });
f.MAX = untilError((...values) => { const found = numbers(values); return found.length ? found.reduce((a, b) => (b > a ? b : a)) : 0; });
f.MIN = untilError((...values) => { const found = numbers(values); return found.length ? found.reduce((a, b) => (b < a ? b : a)) : 0; });
f.SUMXMY2 = untilError((a, b) => sum(pairs(a, b).map(([x, y]) => (x - y) * (x - y))));
f.SUMX2MY2 = untilError((a, b) => sum(pairs(a, b).map(([x, y]) => x * x - y * y)));
f.SUMX2PY2 = untilError((a, b) => sum(pairs(a, b).map(([x, y]) => x * x + y * y)));

f.COUNT = (...values) => {
  let count = 0;
  for (const argument of values) {
    const many = argument instanceof Range || argument instanceof Matrix;
    for (const item of items(argument)) count += typeof (many ? item : toNumber(item)) === "number";
  }
  return count;
};
f.COUNTA = (...values) => {
  let count = 0;
  for (const argument of values) for (const item of items(argument)) count += item !== null || !(argument instanceof Matrix);
  return count;
};

f.SUMPRODUCT = untilError((...values) => {
  const arrays = values.map(array);
  let total = 0;
  for (const other of arrays) sameSize(arrays[0], other, VALUE);
  for (let row = 0; row < arrays[0].height; row++) {
    for (let column = 0; column < arrays[0].width; column++) {
      let product = 1;
      for (const one of arrays) {
        const item = one.at(row, column);
        if (item instanceof ErrorValue) raised(item);
        product *= typeof item === "number" ? item : 0;
      }
      total += product;
    }
  }
  return total;
});

f.MMULT = untilError((first, second) => {
  const a = array(first), b = array(second);
  if (a.width !== b.height) return VALUE;
  for (const factor of [a, b]) {
    for (const row of factor.rows) {
      for (const item of row) if (typeof item !== "number") raised(item instanceof ErrorValue ? item : VALUE);
    }
  }
  return matrix(a.rows.map((row) => Array.from({ length: b.width }, (_, column) => {
    const product = finite(sum(row.map((item, index) => item * b.rows[index][column])));
    return product instanceof ErrorValue ? raised(product) : product;
  })));
});
f.TRANSPOSE = (value) => {
  const a = array(value);
  return matrix(Array.from({ length: a.width }, (_, column) => a.rows.map((row) => row[column])));
};
f.ROWS = (value) => (value instanceof ErrorValue ? value : value === null ? VALUE : value.height ?? 1);
f.COLUMNS = (value) => (value instanceof ErrorValue ? value : value === null ? VALUE : value.width ?? 1);

// A part of a reference is a reference, of an array an array; row or column 0 means all of them.
f.INDEX = untilError((source, row, column) => {
  if (source instanceof ErrorValue) return source;
  const chosen = source instanceof Range ? source : array(source);
  let y = toNumber(row), x = column === undefined ? null : toNumber(column);
  for (const item of [y, x]) if (item instanceof ErrorValue) raised(item);
  if (x === null && chosen.height === 1 && chosen.width > 1) { x = y; y = 1; }
  const span = (number, size) => {
    const whole = Math.trunc(number);
    if (whole < 0) raised(VALUE);
    if (whole > size) raised(REF);
    return whole === 0 ? [0, size] : [whole - 1, whole];
  };
  const [top, bottom] = span(y, chosen.height), [left, right] = span(x ?? 0, chosen.width);
  if (chosen instanceof Range) return new Range(chosen.first + top * stride + left, bottom - top, right - left);
  return matrix(chosen.rows.slice(top, bottom).map((line) => line.slice(left, right)));
});

// Logic: only what is chosen is evaluated; where the condition is an array, each element takes its own branch.

const branch = (call) => (call === undefined ? false : call() ?? 0);
f.IF = (condition, then, otherwise) => {
  if (condition instanceof Matrix) {
    return lift((item, yes, no) => {
      const holds = toCondition(item);
      return holds instanceof ErrorValue ? holds : (holds ? yes : no) ?? 0;
    }, condition, branch(then), branch(otherwise));
  }
  const holds = toCondition(condition);
  return holds instanceof ErrorValue ? holds : branch(holds ? then : otherwise);
};
const instead = (bad) => (value, otherwise) => {
  if (value instanceof Matrix) return lift((item, other) => (bad(item) ? other : item), value, branch(otherwise));
  return bad(value) ? branch(otherwise) : value ?? 0;
};
f.IFERROR = instead((value) => value instanceof ErrorValue);
f.IFNA = instead((value) => value === NA);
f.NOT = (value) => lift((item) => { const holds = toCondition(item); return holds instanceof ErrorValue ? holds : !holds; }, value);

function conditions(values) {
  const found = [];
  for (const argument of values) {
    const many = argument instanceof Range || argument instanceof Matrix;
    for (const item of items(argument)) {
      if (many && !(item instanceof ErrorValue) && typeof item !== "number" && typeof item !== "boolean") continue;
      const holds = toCondition(item);
      found.push(holds instanceof ErrorValue ? raised(holds) : holds);
    }
  }
  return found.length ? found : raised(VALUE);
}
f.AND = untilError((...values) => conditions(values).every(Boolean));
f.OR = untilError((...values) => conditions(values).some(Boolean));
f.XOR = untilError((...values) => conditions(values).filter(Boolean).length % 2 === 1);
f.TRUE = () => true;
f.FALSE = () => false;
f.NA = () => NA;

const asks = (question) => (value) => lift(question, value);
f.ISBLANK = asks((value) => value === null);
f.ISNUMBER = asks((value) => typeof value === "number");
f.ISTEXT = asks((value) => typeof value === "string");
f.ISLOGICAL = asks((value) => typeof value === "boolean");
f.ISERROR = asks((value) => value instanceof ErrorValue);
f.ISERR = asks((value) => value instanceof ErrorValue && value !== NA);
f.ISNA = asks((value) => value === NA);

// Mathematics. Math gives NaN outside a function's domain, which is #NUM!.

for (const name of ["abs", "exp", "sinh", "cosh", "tanh", "sqrt", "asin", "acos", "atan", "asinh", "acosh", "atanh", "sign"]) {
  // Looked up at each call, so that whoever listens to Math hears it.
  f[name.toUpperCase()] = ofNumbers((x) => Math[name](x));
}
f.PI = () => Math.PI;
f.POWER = ofNumbers((a, b) => power(a, b));
f.LN = ofNumbers((x) => (x <= 0 ? NUM : Math.log(x)));
f.LOG10 = ofNumbers((x) => (x <= 0 ? NUM : Math.log10(x)));
f.LOG = ofNumbers((x, base = 10) => {
  if (x <= 0 || base <= 0) return NUM;
  return base === 10 ? Math.log10(x) : divide(Math.log(x), Math.log(base));
});
f.ATAN2 = ofNumbers((x, y) => (x === 0 && y === 0 ? DIV0 : Math.atan2(y + 0, x)));
f.RADIANS = ofNumbers((x) => (x * Math.PI) / 180);
f.DEGREES = ofNumbers((x) => (x * 180) / Math.PI);

// How far Excel's π is off after so many quarter turns: it has 64 bits.
const shift = (angle) => (Math.abs(angle) < 2 ** 27 ? (Math.round(angle / (Math.PI / 2)) + 0) * 2.508278806334164e-20 : 0);
f.SIN = ofNumbers((x) => { const off = shift(x); return off ? Math.sin(x) - off * Math.cos(x) : Math.sin(x); });
f.COS = ofNumbers((x) => { const off = shift(x); return off ? Math.cos(x) + off * Math.sin(x) : Math.cos(x); });
f.TAN = ofNumbers((x) => { const tangent = Math.tan(x), off = shift(x); return (tangent - off) / (1 + tangent * off); });

f.MOD = ofNumbers((x, divisor) => {
  const quotient = divide(x, divisor);
  if (quotient instanceof ErrorValue) return quotient;
  if (Math.abs(quotient) >= 1125900000000) return NUM;
  const rest = x % divisor;
  return (rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest) + 0;
});
