// What Excel's functions are made of, and the few that most sheets of a neuron need. The files functions_*.js have the
// others; a page has those files that its formulas need.

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

// Math gives NaN outside a function's domain, which is #NUM!.
for (const name of ["abs", "exp", "tanh", "sqrt"]) {
  // Looked up at each call, so that whoever listens to Math hears it.
  f[name.toUpperCase()] = ofNumbers((x) => Math[name](x));
}
