// Around the tables: the inputs with their sliders, the selected cell, undo and redo, the address of a what-if.

const byId = (id) => document.getElementById(id);

const status = byId("whatif");
const atFirst = status.textContent;

// What screen readers hear, and everyone sees for what went wrong.
function say(text) {
  status.hidden = false;
  status.textContent = text;
}

// Changes, which can be undone

const past = [], future = [];

// A slider that moves on is one change, not a hundred: with `join` the last change goes on.
function change(changes, { join: joined = false } = {}) {
  const real = changes.filter(([index, value]) => !Object.is(v[index], value));
  if (!real.length) { showState(); return; }
  const before = real.map(([index]) => [index, v[index]]);
  const last = past.at(-1);
  if (joined && last?.open && last.after.length === 1 && last.after[0][0] === real[0][0]) last.after = real;
  else past.push({ before, after: real, open: joined });
  future.length = 0;
  apply(real);
}

function apply(changes) {
  repaint(setCells(changes));
  showState();
}

function undo() {
  const last = past.pop();
  if (!last) return;
  future.push(last);
  apply(last.before);
}

function redo() {
  const next = future.pop();
  if (!next) return;
  past.push(next);
  apply(next.after);
}

const reset = () => change([...published]);

function showState() {
  const changed = [...inputs.values()].filter(({ index }) => !Object.is(v[index], published.get(index)));
  const text = changed.map(({ name, index }) => `${name} = ${inFull(v[index])}`).join(", ");
  status.hidden = !changed.length && !atFirst;
  status.textContent = changed.length ? `A what-if: ${text}. The published figures no longer apply.` : atFirst;
  document.body.classList.toggle("changed", changed.length > 0);
  byId("held").hidden = !changed.length;
  mark("was-changed", changed.map(({ index }) => index));
  byId("undo").disabled = !past.length;
  byId("redo").disabled = !future.length;
  byId("reset").disabled = !changed.length;
  for (const field of fields.values()) field.show();
  if (selected >= 0) showCell();
  drawCharts();
  remember(changed);
}

// The state in the address, `#weight=0.3&bias=1`, so that a what-if can be linked.

let remembering = 0;
function remember(changed) {
  clearTimeout(remembering);
  // Browsers take a hundred changes of the address in half a minute, a slider makes more.
  remembering = setTimeout(() => {
    const text = changed.map(({ name, index }) => `${encodeURIComponent(name)}=${encodeURIComponent(inFull(v[index]))}`).join("&");
    try {
      history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
    } catch {
      // A page within another may have no address of its own.
    }
  }, 300);
}

function fromAddress() {
  const wanted = new Map([...new URLSearchParams(location.hash.slice(1))]);
  return [...inputs.values()].flatMap(({ name, index }) => {
    const value = wanted.has(name) ? typed(wanted.get(name)) : published.get(index);
    return value === null ? [] : [[index, value]];
  });
}

addEventListener("hashchange", () => change(fromAddress()));

// The inputs

const fields = new Map();
let lastNumber = 0;

function inputField({ name, index, low, high }) {
  const id = `input-${lastNumber++}`;
  const number = make("input", { id, inputmode: "decimal", autocomplete: "off", size: "8" });
  const sign = make("button", { type: "button", class: "sign", "aria-label": `Change the sign of ${name}` }, "±");
  const row = make("div", { class: "input-row" }, make("label", { for: id }, name), number, sign);
  let slider = null;
  if (low !== undefined) {
    slider = make("input", { type: "range", min: low, max: high, step: "any", "aria-label": `${name}, slider` });
    row.append(slider);
    slider.addEventListener("input", () => {
      const step = (high - low) / 200, digits = Math.max(0, 1 - Math.floor(Math.log10(step)));
      change([[index, Number((Math.round(Number(slider.value) / step) * step).toFixed(Math.min(digits, 20)))]], { join: true });
    });
    // With the keys it moves by a step, which "any" makes too large.
    slider.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!way) return;
      event.preventDefault();
      slider.value = Number(slider.value) + (way * (high - low)) / 200;
      slider.dispatchEvent(new Event("input"));
    });
    slider.addEventListener("change", () => { if (past.length) past.at(-1).open = false; });
  }
  number.addEventListener("change", () => {
    const value = typed(number.value);
    number.toggleAttribute("aria-invalid", value === null);
    if (value === null) say(`${number.value} is not a number.`); else change([[index, value]]);
  });
  number.addEventListener("focus", () => number.select());
  sign.addEventListener("click", () => { if (typeof v[index] === "number") change([[index, -v[index]]]); });
  fields.set(index, {
    row,
    show() {
      const value = inFull(v[index]);
      if (document.activeElement !== number || typed(number.value) !== v[index]) number.value = value;
      number.removeAttribute("aria-invalid");
      if (slider && Number(slider.value) !== v[index]) slider.value = v[index];
      slider?.setAttribute("aria-valuetext", value);
      row.classList.toggle("was-changed", !Object.is(v[index], published.get(index)));
    },
  });
  return row;
}

if (data.names && inputs.size) {
  const rows = [...inputs.values()].map(inputField), few = rows.length <= 6;
  const list = make("div", { class: "input-rows" }, ...rows);
  const details = make("details", few ? { open: "" } : {}, make("summary", {}, `Inputs (${rows.length})`), list);
  byId("inputs").append(details);
  byId("inputs").hidden = false;
}

// The selected cell: its formula, the article's notation, the same with values, who agrees

const verdictMark = { agrees: "✓ agrees", differs: "✗ differs", unwitnessed: "no witness" };

function line(term, text, code = true) {
  return [make("dt", {}, term), make("dd", {}, code ? make("code", {}, text) : text)];
}

function quantity(index) {
  const sheet = sheetOf(index), [rows, columns] = data.quantities[sheet[0]] ?? [{}, {}];
  if (inputs.has(index) && data.names) return inputs.get(index).name;
  const row = rows[Math.floor((index - sheet[1]) / stride) + 1], column = columns[((index - sheet[1]) % stride) + 1];
  return [row, column].filter(Boolean).join(" · ");
}

function showCell() {
  const panel = byId("cell"), index = selected, list = make("dl");
  const [verdict, numbers = [], likely] = verdicts.get(index) ?? [], checks = numbers.map((number) => data.checks[number]);
  const name = quantity(index), value = inFull(v[index]);
  if (isFormula(index)) {
    list.append(...line("Formula", formulaText(index, false)));
    if (notations.has(index)) list.append(...line("In the article", notations.get(index)));
    list.append(...line("With values", formulaText(index, true)));
  }
  const changed = document.body.classList.contains("changed");
  if (figures.has(index)) list.append(...line("Published", changed ? `${figures.get(index)}, for other inputs` : figures.get(index), false));
  const head = make("p", { class: "cell-name" }, make("strong", {}, fullAddress(index)), name ? ` ${name}` : "", value ? " = " : " is blank", make("output", {}, value));
  const parts = [head];
  if (list.children.length) parts.push(list);
  if (verdict) {
    const open = panel.querySelector("details")?.open;
    const said = make("ul", {}, ...checks.map(([witness, ok, reason]) => make("li", { class: ok ? "good" : "bad" }, make("b", {}, witness), ` ${ok ? "✓" : "✗"} ${reason}`)));
    if (likely) said.append(make("li", {}, `likely: ${likely}`));
    const about = changed ? byId("held").textContent.slice(1) : "";
    const details = make("details", open || verdict === "differs" ? { open: "" } : {}, make("summary", {}, `${verdictMark[verdict]}${about}: ${checks.length} witness${checks.length === 1 ? "" : "es"}`), said);
    parts.push(details);
  } else if (!isFormula(index)) {
    parts.push(make("p", {}, inputs.has(index) ? "An input: type a number, or press Enter or F2." : v[index] === null ? "" : "A constant."));
  }
  panel.hidden = false;
  panel.replaceChildren(...parts);
  announceHeight();
}

// The buttons

byId("undo").addEventListener("click", undo);
byId("redo").addEventListener("click", redo);
byId("reset").addEventListener("click", reset);
byId("copy").addEventListener("click", async () => {
  const text = asText(whole(selected >= 0 ? tableOf(selected) : tables[0]));
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure address there is no clipboard but this one.
    const field = make("textarea", { class: "offscreen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const button = byId("copy");
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});
byId("download")?.addEventListener("click", (event) => {
  const bytes = Uint8Array.from(atob(JSON.parse(byId("workbook").textContent)), (letter) => letter.charCodeAt(0));
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  make("a", { href: url, download: event.currentTarget.dataset.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.tagName === "INPUT") return;
  const key = event.key.toLowerCase();
  if (key === "z" || key === "y") {
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo(); else undo();
  }
});

// Within another page: how high this one is

let height = 0;
function announceHeight() {
  if (window.parent === window) return;
  const now = Math.ceil(byId("page").getBoundingClientRect().height);
  if (now === height) return;
  height = now;
  window.parent.postMessage({ sheetgen: "height", height: now }, "*");
}
if (window.parent !== window) {
  document.documentElement.classList.add("embedded");
  new ResizeObserver(announceHeight).observe(byId("page"));
}

for (const element of document.querySelectorAll(".live")) {
  if (element.id !== "inputs" && element.id !== "cell") element.hidden = false;
}

const beginning = fromAddress().filter(([index, value]) => !Object.is(v[index], value));
if (beginning.length) setCells(beginning);
repaint([...order, ...published.keys()].filter((index) => elementOf(index)?.textContent !== cellText(index)));
showState();

// For tests and for other scripts of an article: `sheetgen.set({weight: 0.3})`, `sheetgen.value("K10")`.
window.sheetgen = {
  names: () => [...inputs.values()].map(({ name }) => name),
  set: (changes) => change([...inputs.values()].filter(({ name }) => name in changes).map(({ name, index }) => [index, changes[name]])),
  value: (text) => v[cellAt(text)],
  formulas: () => [...order].map((index) => [sheetOf(index)[0], address(index)]),
  repaint: () => repaint(v.map((value, index) => index).filter((index) => v[index] !== null)),
  values: () => [...order].map((index) => v[index]),
};

function cellAt(text) {
  const at = text.lastIndexOf("!"), sheet = at < 0 ? tables[0].name : text.slice(0, at).replace(/^'(.*)'$/, "$1").replaceAll("''", "'");
  const [, column, row] = /^([A-Z]+)([0-9]+)$/i.exec(text.slice(at + 1));
  const number = [...column.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return data.sheets.find(([name]) => name === sheet)[1] + (Number(row) - 1) * stride + number - 1;
}
