// The tables: what their cells show, which one is selected, and typing into inputs.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const formats = byCell(data.formats), figures = byCell(data.figures), notations = byCell(data.notations);
const verdicts = byCell(data.verdicts);
const inputs = new Map(data.inputs.map(([name, index, low, high]) => [index, { name, index, low, high }]));
const published = new Map([...inputs.keys()].map((index) => [index, v[index]]));

const cellText = (index) => {
  const input = inputs.has(index) && !Object.is(v[index], published.get(index));
  // A changed input is shown whole, whatever precision the published one has.
  return input ? inFull(v[index]) : shown(v[index], formats.get(index) ?? "General");
};

const tables = data.sheets.map(([name, base], number) => {
  const element = document.querySelectorAll("table[data-sheet]")[number], rows = [...element.tBodies[0].rows];
  rows.forEach((row, place) => { row.place = place; });
  const width = element.tHead.rows[0].cells.length - 1;
  return { name, base, element, frame: element.parentElement, rows, width, stale: new Map(), tall: rows.length > 100 };
});

const tableOf = (index) => tables.reduce((best, table) => (table.base <= index && (!best || table.base > best.base) ? table : best), null);

// A cell's element; null for one that no table shows.
function elementOf(index) {
  const table = tableOf(index), row = table?.rows[Math.floor((index - table.base) / stride)];
  if (!row) return null;
  row.list ??= [...row.cells];
  return row.list[((index - table.base) % stride) + 1] ?? null;
}

function indexOf(element) {
  const cell = element.closest?.("tbody td"), table = tables.find((one) => one.element.contains(cell));
  return cell && table && cell.cellIndex > 0 ? table.base + cell.parentElement.place * stride + cell.cellIndex - 1 : -1;
}

function paint(index) {
  const element = elementOf(index);
  if (!element || element.classList.contains("editing")) return;
  const text = cellText(index);
  // The text node is kept: a changed one costs the browser less than a new one.
  if (element.firstChild) element.firstChild.nodeValue = text; else element.textContent = text;
}

let selected = -1, anchor = -1;

// Set by charts.js and tall.js where there are charts and tall tables.
let drawCharts = () => {}, reach = () => {};

// Cells anew; those of rows that are out of view wait until they come into it.
function repaint(changed) {
  for (const index of changed) {
    const table = tableOf(index), row = table && table.rows[Math.floor((index - table.base) / stride)];
    if (!row) continue;
    if (!row.hidden) { paint(index); continue; }
    if (!table.stale.has(row)) table.stale.set(row, new Set());
    table.stale.get(row).add(index);
  }
}

// Selection: one cell has the focus; Shift extends the selection to a rectangle, for copying.


function rectangle() {
  const table = tableOf(selected), from = anchor < 0 ? selected : anchor;
  const rows = [selected, from].map((index) => Math.floor((index - table.base) / stride));
  const columns = [selected, from].map((index) => (index - table.base) % stride);
  return { table, top: Math.min(...rows), bottom: Math.max(...rows), left: Math.min(...columns), right: Math.max(...columns) };
}

function marked(name) {
  return document.querySelectorAll(`td.${name}`);
}

function mark(name, indexes) {
  for (const element of marked(name)) element.classList.remove(name);
  for (const index of indexes) elementOf(index)?.classList.add(name);
}

function select(index, { extend = false, focus = true } = {}) {
  const element = elementOf(index), table = tableOf(index);
  if (!element) return;
  if (extend && anchor < 0) anchor = selected;
  if (!extend || tableOf(anchor) !== tableOf(index)) anchor = -1;
  if (selected >= 0) {
    elementOf(selected).tabIndex = -1;
    elementOf(selected).removeAttribute("aria-selected");
  }
  selected = index;
  reach(table, element.parentElement);
  element.tabIndex = 0;
  element.setAttribute("aria-selected", "true");
  const block = [];
  if (anchor >= 0) {
    const { table, top, bottom, left, right } = rectangle();
    for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) block.push(table.base + row * stride + column);
  }
  mark("selected", block.length ? block : [index]);
  mark("precedent", precedents(index).slice(0, 2000));
  mark("dependent", (dependents.get(index) ?? []).slice(0, 2000));
  if (focus) {
    element.focus({ preventScroll: true });
    reveal(element);
  }
  showCell();
}

// Scrolls a cell out from under the headers that stay in view.
function reveal(element) {
  const frame = element.closest(".frame"), cell = element.getBoundingClientRect(), box = frame.getBoundingClientRect();
  const head = frame.querySelector("thead").getBoundingClientRect().height, labels = element.closest(".labelled") ? 2 : 1;
  const side = [...element.parentElement.cells].slice(0, labels).reduce((sum, one) => sum + one.offsetWidth, 0);
  if (element.cellIndex < labels) frame.scrollLeft = 0;
  else if (cell.left < box.left + side) frame.scrollLeft -= box.left + side - cell.left;
  else if (cell.right > box.right - 16) frame.scrollLeft += Math.min(cell.right - box.right + 16, cell.left - box.left - side);
  if (cell.top < box.top + head) frame.scrollTop -= box.top + head - cell.top;
  else if (cell.bottom > box.bottom - 16) frame.scrollTop += cell.bottom - box.bottom + 16;
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function move(rows, columns, extend = false) {
  const table = tableOf(selected);
  const row = Math.floor((selected - table.base) / stride) + rows, column = ((selected - table.base) % stride) + columns;
  const lastRow = table.rows.length - 1, lastColumn = table.width - 1;
  const at = (number, last) => Math.max(0, Math.min(number, last));
  select(table.base + at(row, lastRow) * stride + at(column, lastColumn), { extend });
}

// Typing

function edit(index, text) {
  const element = elementOf(index), field = document.createElement("input");
  field.inputMode = "decimal";
  field.setAttribute("aria-label", `${fullAddress(index)}, ${inputs.get(index).name}`);
  field.value = text ?? inFull(v[index]);
  element.replaceChildren(field);
  element.classList.add("editing");
  field.focus();
  if (text === undefined) field.select();
  let done = false;
  const finish = (keep) => {
    if (done) return true;
    const value = keep ? typed(field.value) : v[index];
    if (value === null) {
      field.setAttribute("aria-invalid", "true");
      say(`${field.value} is not a number.`);
      return false;
    }
    done = true;
    element.classList.remove("editing");
    element.replaceChildren(cellText(index));
    if (keep) change([[index, value]]);
    return true;
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const away = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] }[event.key];
    if (away) {
      event.preventDefault();
      if (finish(true)) move(...away);
    } else if (event.key === "Escape") {
      finish(false);
      select(index);
    }
  });
  field.addEventListener("blur", () => { if (!finish(true)) finish(false); });
}

// What someone typed: a number, or TRUE or FALSE; null for anything else.
function typed(text) {
  const bare = text.trim();
  if (/^(true|false)$/i.test(bare)) return bare.toLowerCase() === "true";
  const number = bare === "" ? VALUE : textToNumber(bare.replace(/^(-?\d*),(\d+)$/, (whole, a, b) => (b.length === 3 ? whole : `${a}.${b}`)));
  return number instanceof ErrorValue ? null : number;
}

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-20, 0], PageDown: [20, 0] };
const FAR = 1 << 21;

function onKey(event) {
  const index = indexOf(event.target);
  if (index < 0 || event.altKey) return;
  const held = event.ctrlKey || event.metaKey, arrow = ARROWS[event.key];
  if (arrow) {
    const far = held ? FAR : 1;
    move(arrow[0] * far, arrow[1] * far, event.shiftKey);
  } else if (event.key === "Home") {
    move(held ? -FAR : 0, -FAR, event.shiftKey);
  } else if (event.key === "End") {
    move(held ? FAR : 0, FAR, event.shiftKey);
  } else if (event.key === "Enter" && !(inputs.has(index) && !event.shiftKey)) {
    move(event.shiftKey ? -1 : 1, 0);
  } else if ((event.key === "Enter" || event.key === "F2") && inputs.has(index)) {
    edit(index);
  } else if (event.key === "Tab") {
    // From the last cell of its row on, Tab leaves the sheet, so that nobody is caught in it.
    const before = selected;
    move(0, event.shiftKey ? -1 : 1);
    if (selected === before) return;
  } else if ((event.key === "Delete" || event.key === "Backspace") && inputs.has(index)) {
    edit(index, "");
  } else if (!held && event.key.length === 1 && inputs.has(index) && /[-+.,0-9(tf]/i.test(event.key)) {
    edit(index, event.key);
  } else {
    return;
  }
  event.preventDefault();
}

for (const { element, base, rows } of tables) {
  element.setAttribute("role", "grid");
  element.parentElement.removeAttribute("tabindex");
  element.addEventListener("keydown", onKey);
  // Shift and a click extend the selection of cells, not that of the browser.
  element.addEventListener("mousedown", (event) => { if (event.shiftKey && indexOf(event.target) >= 0) event.preventDefault(); });
  element.addEventListener("click", (event) => {
    const index = indexOf(event.target);
    if (index < 0 || event.target.tagName === "INPUT") return;
    const again = index === selected && inputs.has(index) && !event.shiftKey;
    select(index, { extend: event.shiftKey });
    if (again) edit(index);
  });
  element.addEventListener("dblclick", (event) => {
    const index = indexOf(event.target);
    if (inputs.has(index) && event.target.tagName !== "INPUT") edit(index);
  });
  if (rows.length) rows[0].cells[1].tabIndex = 0;
  element.addEventListener("focusin", (event) => {
    const index = indexOf(event.target);
    if (index >= 0 && event.target.tagName === "TD" && index !== selected) select(index);
  });
}

// The selected rectangle, or a whole table, as text that spreadsheets paste.
function asText({ table, top, bottom, left, right }) {
  const lines = [];
  for (let row = top; row <= bottom; row++) {
    const line = [];
    for (let column = left; column <= right; column++) {
      const text = inFull(v[table.base + row * stride + column]);
      line.push(/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    }
    lines.push(line.join("\t"));
  }
  return lines.join("\r\n") + "\r\n";
}

const whole = (table) => ({ table, top: 0, bottom: table.rows.length - 1, left: 0, right: table.width - 1 });

document.addEventListener("copy", (event) => {
  if (indexOf(event.target) < 0 || event.target.tagName === "INPUT" || !getSelection().isCollapsed) return;
  event.clipboardData.setData("text/plain", asText(rectangle()));
  event.preventDefault();
});
