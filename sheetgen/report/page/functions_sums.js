// Sums, means and extremes; sums are plain additions from left to right.

f.SUM = untilError((...values) => sum(numbers(values)));
f.SUMSQ = untilError((...values) => sum(numbers(values).map((item) => item * item)));
f.PRODUCT = untilError((...values) => { const found = numbers(values); return found.length ? found.reduce((a, b) => a * b, 1) : 0; });
f.AVERAGE = untilError((...values) => { const found = numbers(values); return found.length ? sum(found) / found.length : DIV0; });
f.MAX = untilError((...values) => { const found = numbers(values); return found.length ? found.reduce((a, b) => (b > a ? b : a)) : 0; });
f.MIN = untilError((...values) => { const found = numbers(values); return found.length ? found.reduce((a, b) => (b < a ? b : a)) : 0; });

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
