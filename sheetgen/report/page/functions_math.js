// Mathematics, besides what functions.js has.

for (const name of ["sinh", "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "sign"]) {
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

// An angle has to be below 2^27; and how far Excel's π, which has 64 bits, is off after so many quarter turns.
const shift = (angle) => (Math.round(angle / (Math.PI / 2)) + 0) * 2.508278806334164e-20;
const ofAngles = (compute) => ofNumbers((x) => (Math.abs(x) < 2 ** 27 ? compute(x, shift(x)) : NUM));
f.SIN = ofAngles((x, off) => (off ? Math.sin(x) - off * Math.cos(x) : Math.sin(x)));
f.COS = ofAngles((x, off) => (off ? Math.cos(x) + off * Math.sin(x) : Math.cos(x)));
f.TAN = ofAngles((x, off) => { const tangent = Math.tan(x); return (tangent - off) / (1 + tangent * off); });

f.MOD = ofNumbers((x, divisor) => {
  const quotient = divide(x, divisor);
  if (quotient instanceof ErrorValue) return quotient;
  if (Math.abs(quotient) >= 1125900000000) return NUM;
  const rest = x % divisor;
  return (rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest) + 0;
});

// Rounding, on the 15 digits that a reader sees.

function rounding(cut) {
  return (number, digits) => {
    const places = Math.trunc(digits), seen = fifteenDigits(Math.abs(number));
    if (number === 0 || places > 330 || -places <= seen.exponent - 15) return number;
    if (places < -330 || seen.exponent + places < -1) return 0;
    return Number(`${number < 0 ? "-" : ""}${atPlaces(seen, places, cut)}e${-places}`);
  };
}
// The nearest number of 15 digits.
const seen = (number) => (Number.isInteger(number) ? number : Number(number.toPrecision(15)));

const down = rounding(true);
f.ROUND = ofNumbers(rounding(false));
f.ROUNDDOWN = ofNumbers((x, digits) => (-Math.trunc(digits) > fifteenDigits(Math.abs(x)).exponent && x !== 0 && Math.trunc(digits) <= 330 ? 0 : down(x, digits)));
f.ROUNDUP = ofNumbers((x, digits) => {
  const cut = f.ROUNDDOWN(x, digits);
  return seen(cut) === seen(x) ? cut : cut + Math.sign(x) * Number(`1e${-Math.trunc(digits)}`);
});
f.TRUNC = ofNumbers((x, digits = 0) => f.ROUNDDOWN(x, digits));
f.INT = ofNumbers((x) => Math.floor(seen(x)));
