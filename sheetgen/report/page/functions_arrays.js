// Functions of whole arrays.

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

f.SUMXMY2 = untilError((a, b) => sum(pairs(a, b).map(([x, y]) => (x - y) * (x - y))));
f.SUMX2MY2 = untilError((a, b) => sum(pairs(a, b).map(([x, y]) => x * x - y * y)));
f.SUMX2PY2 = untilError((a, b) => sum(pairs(a, b).map(([x, y]) => x * x + y * y)));

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
