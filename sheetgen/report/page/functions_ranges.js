// What functions of references and arrays are made of.

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

const sum = (list) => { let total = 0; for (const item of list) total += item; return total; };
