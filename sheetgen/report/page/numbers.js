// Numbers as decimal texts: rounded as a reader sees them, by their first 15 digits, and shown in number formats.

// The first 15 significant digits of a number that is not negative, and the exponent of the first.
function fifteenDigits(number) {
  const [digits, exponent] = number.toExponential(14).split("e");
  return { digits: digits.replace(".", ""), exponent: number === 0 ? 0 : Number(exponent) };
}

// The digits up to so many places after the point, rounded half up or cut: whole digits, and the exponent of their last.
function atPlaces({ digits, exponent }, places, cut = false) {
  const kept = exponent + 1 + places;
  if (kept < 0) return "0";
  if (kept >= digits.length) return digits + "0".repeat(kept - digits.length);
  const whole = BigInt(digits.slice(0, kept) || "0");
  return String(!cut && digits[kept] >= "5" ? whole + 1n : whole);
}

// A number that is not negative with so many decimals.
function fixed(number, places) {
  const digits = atPlaces(fifteenDigits(number), places).padStart(places + 1, "0");
  return places ? digits.slice(0, -places) + "." + digits.slice(-places) : digits;
}

function scientific(number, places) {
  if (number === 0) return { digits: fixed(0, places), exponent: 0 };
  const shown = fifteenDigits(number);
  let digits = atPlaces({ digits: shown.digits, exponent: 0 }, places), exponent = shown.exponent;
  if (digits.length > places + 1) { digits = digits.slice(0, -1); exponent += 1; }
  return { digits: places ? digits[0] + "." + digits.slice(1) : digits, exponent };
}

const strip = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
const twoDigits = (exponent) => String(Math.abs(exponent)).padStart(2, "0");

// General format in a cell: at most 11 characters besides the sign.
function general(number) {
  if (number === 0) return "0";
  const sign = number < 0 ? "-" : "", size = Math.abs(number), exponent = fifteenDigits(size).exponent;
  let plain = "";
  if (exponent >= -9 && exponent <= -5) plain = strip(fixed(size, 14 - exponent));
  else if (exponent >= -4 && exponent <= 10) plain = strip(fixed(size, Math.max(0, Math.min(9, 9 - exponent))));
  if (plain && plain.length <= 11) return sign + plain;
  const shown = scientific(size, 5);
  return `${sign}${strip(shown.digits)}E${shown.exponent < 0 ? "-" : "+"}${twoDigits(shown.exponent)}`;
}

// A number as `&` writes it: 15 digits, an exponent only for the very large and the very small.
function plainText(number) {
  if (number === 0) return "0";
  const sign = number < 0 ? "-" : "", size = Math.abs(number), { exponent } = fifteenDigits(size);
  const plain = strip(fixed(size, Math.max(0, 14 - exponent)));
  if (exponent < 21 && !(exponent < 0 && plain.length > 20)) return sign + plain;
  const shown = scientific(size, 14);
  return `${sign}${strip(shown.digits)}E${exponent < 0 ? "-" : "+"}${twoDigits(exponent)}`;
}

// The shortest text that reads back to the same number, as reports write it.
function shortest(number) {
  const size = Math.abs(number);
  if (Object.is(number, -0)) return "-0";
  if (size === 0 || (size >= 1e-4 && size < 1e16)) return String(number);
  return number.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
}

const FORMAT = /^(#,##0|[0#]*)(?:\.(0+))?(?:([eE])([-+])(0+))?(%?)$/;

// A number in a number format of a published figure: `0.000`, `#,##0.0`, `0.0E+00`, `5%`; anything else is General.
function formatted(number, code) {
  const sections = code.split(";"), negative = number < 0;
  const section = negative && sections.length > 1 ? sections[1] : sections[0];
  const quoted = /^"([^"]*)"/.exec(section), match = FORMAT.exec(quoted ? section.slice(quoted[0].length) : section);
  if (!match || code === "General") return general(number);
  const [, whole, decimals = "", letter, plus, zeros, percentSign] = match;
  const size = Math.abs(number);
  let text;
  if (letter) {
    const shown = scientific(size, decimals.length);
    const mark = shown.exponent < 0 ? "-" : plus === "+" ? "+" : "";
    text = shown.digits + "E" + mark + String(Math.abs(shown.exponent)).padStart(zeros.length, "0");
  } else {
    const digits = atPlaces(shifted(fifteenDigits(size), percentSign ? 2 : 0), decimals.length).padStart(decimals.length + 1, "0");
    let before = decimals ? digits.slice(0, -decimals.length) : digits;
    const after = decimals ? "." + digits.slice(-decimals.length) : "";
    before = before.replace(/^0+(?=\d)/, "");
    if (whole === "#,##0") before = before.replace(/\B(?=(\d{3})+$)/g, ",");
    else if (whole === "#") before = before.replace(/^0$/, "");
    else before = before.padStart(whole.length, "0");
    text = before + after;
  }
  const zero = !/[1-9]/.test(text);
  const sign = quoted ? quoted[1] : negative && !zero && sections.length === 1 ? "-" : "";
  return sign + text + percentSign;
}

const shifted = ({ digits, exponent }, places) => ({ digits, exponent: digits === "000000000000000" ? 0 : exponent + places });

// A value as its cell shows it.
function shown(value, code) {
  if (typeof value === "number") return formatted(value, code);
  return value === null || value === undefined ? "" : toText(value).toString();
}
