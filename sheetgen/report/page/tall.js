// Tall tables have in the document's layout only the rows in view, with some beyond, and the one that has the focus;
// the others are painted when they come into view. A browser lays out a thousand rows anew in 80 ms, sixty in a few.

const BEYOND = 8;

function show(table, row) {
  row.hidden = false;
  for (const index of table.stale.get(row) ?? []) paint(index);
  table.stale.delete(row);
}

function spacer(table) {
  const row = make("tr", { "aria-hidden": "true" }, make("td", { colspan: table.width + 1, class: "spacer" }));
  return { row, set(count) { row.hidden = count === 0; row.cells[0].style.height = `${count * table.rowHeight}px`; } };
}

function becomeTall(table) {
  const { element, rows } = table, body = element.tBodies[0];
  element.classList.add("tall");
  for (const cell of element.tHead.rows[0].cells) cell.style.minWidth = `${cell.getBoundingClientRect().width}px`;
  table.rowHeight = body.getBoundingClientRect().height / rows.length;
  element.setAttribute("aria-rowcount", rows.length + 1);
  rows.forEach((row, place) => { row.setAttribute("aria-rowindex", place + 2); row.hidden = true; });
  table.above = spacer(table);
  table.below = spacer(table);
  // Rows of headings stay where they are, at the top.
  table.head = rows.findIndex((row) => !row.className);
  rows.slice(0, table.head).forEach((row) => { row.hidden = false; });
  body.insertBefore(table.above.row, rows[table.head]);
  body.append(table.below.row);
  table.window = [table.head, table.head];
}

function showWindow(table, first = Math.floor(table.frame.scrollTop / table.rowHeight)) {
  const seen = Math.ceil(table.frame.clientHeight / table.rowHeight) || 40;
  const from = Math.max(table.head, first - BEYOND), to = Math.min(table.rows.length, first + seen + BEYOND);
  const kept = selected >= 0 && tableOf(selected) === table ? Math.floor((selected - table.base) / stride) : -1;
  for (let row = table.window[0]; row < table.window[1]; row++) if ((row < from || row >= to) && row !== kept) table.rows[row].hidden = true;
  if (table.kept >= table.head && table.kept !== kept && (table.kept < from || table.kept >= to)) table.rows[table.kept].hidden = true;
  for (let row = from; row < to; row++) if (table.rows[row].hidden) show(table, table.rows[row]);
  if (kept >= 0 && table.rows[kept].hidden) show(table, table.rows[kept]);
  table.window = [from, to];
  table.kept = kept;
  table.above.set(from - table.head - (kept >= table.head && kept < from));
  table.below.set(table.rows.length - to - (kept >= to));
}

for (const table of tables.filter((one) => one.tall)) {
  table.frame.addEventListener("scroll", () => {
    const first = Math.floor(table.frame.scrollTop / table.rowHeight), [from, to] = table.window;
    const near = first - BEYOND / 2 < from && from > table.head, far = first + table.frame.clientHeight / table.rowHeight + BEYOND / 2 > to && to < table.rows.length;
    if (near || far) showWindow(table);
  }, { passive: true });
}

addEventListener("beforeprint", () => {
  for (const table of tables.filter((one) => one.tall)) {
    for (const row of table.rows) if (row.hidden) show(table, row);
    table.above.set(0);
    table.below.set(0);
  }
});
addEventListener("afterprint", () => {
  for (const table of tables.filter((one) => one.tall)) {
    for (const row of table.rows.slice(table.head)) row.hidden = true;
    table.window = [table.head, table.head];
    showWindow(table);
  }
});

// A row that is selected comes into the layout.
reach = (table, row) => { if (row.hidden) showWindow(table, row.place); };

for (const table of tables.filter((one) => one.tall)) { becomeTall(table); showWindow(table); }
