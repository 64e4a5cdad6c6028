// Charts as SVG, drawn anew from the cells when these change.

const HEIGHT = 300, BOX = { left: 64, right: 22, top: 12, bottom: 46 };
const SVG = "http://www.w3.org/2000/svg";

function draw(parent, tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

// An axis: from numbers to places between two ends, and where its marks are.
function axis(numbers, log, from, to, most) {
  const usable = numbers.filter((number) => typeof number === "number" && (!log || number > 0));
  let low = Infinity, high = -Infinity;
  for (const number of usable) { low = Math.min(low, number); high = Math.max(high, number); }
  if (low > high) [low, high] = log ? [1, 10] : [0, 1];
  const marks = [];
  if (log) {
    let first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
    if (first === last) last += 1;
    const step = Math.ceil((last - first) / most);
    for (let exponent = first; exponent <= last; exponent += step) marks.push([10 ** exponent, `1e${exponent}`]);
    const place = (number) => (number > 0 ? from + ((Math.log10(number) - first) / (last - first)) * (to - from) : null);
    return { place, marks };
  }
  if (low === high) { low -= Math.abs(low) / 2 || 0.5; high += Math.abs(high) / 2 || 0.5; }
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.floor(low / step) * step, last = Math.ceil(high / step - 1e-9) * step;
  for (let n = 0; n <= Math.round((last - first) / step); n++) marks.push([first + n * step, general(Number((first + n * step).toPrecision(10)))]);
  return { place: (number) => (typeof number === "number" ? from + ((number - first) / (last - first)) * (to - from) : null), marks };
}

const column = (corners) => cellsOf(corners).map((index) => v[index]);

function drawChart({ figure, chart, width }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${chart.title}: ${chart.y} by ${chart.x}. ${chart.series.map(([name, , ys]) => {
    const numbers = column(ys).filter((value) => typeof value === "number");
    return numbers.length ? `${name} from ${general(numbers[0])} to ${general(numbers.at(-1))}` : `${name} has no numbers`;
  }).join(", ")}`);
  const points = chart.series.map(([, xs, ys]) => [column(xs), column(ys)]);
  const across = axis(points.flatMap(([xs]) => xs), chart.log.includes("x"), BOX.left, width - BOX.right, width / 90);
  const up = axis(points.flatMap(([, ys]) => ys), chart.log.includes("y"), HEIGHT - BOX.bottom, BOX.top, 7);
  for (const [number, text] of up.marks) {
    const y = up.place(number);
    draw(svg, "line", { x1: BOX.left, x2: width - BOX.right, y1: y, y2: y, class: "mark" });
    draw(svg, "text", { x: BOX.left - 6, y: y + 4, "text-anchor": "end" }, text);
  }
  for (const [number, text] of across.marks) {
    const x = across.place(number);
    draw(svg, "line", { x1: x, x2: x, y1: HEIGHT - BOX.bottom, y2: HEIGHT - BOX.bottom + 5, class: "axis" });
    draw(svg, "text", { x, y: HEIGHT - BOX.bottom + 18, "text-anchor": "middle" }, text);
  }
  draw(svg, "text", { x: (BOX.left + width - BOX.right) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, chart.x);
  draw(svg, "text", { transform: `translate(14 ${(HEIGHT - BOX.bottom + BOX.top) / 2}) rotate(-90)`, "text-anchor": "middle" }, chart.y);
  points.forEach(([xs, ys], number) => {
    let path = "", pen = "M";
    xs.forEach((value, n) => {
      const x = across.place(value), y = up.place(ys[n]);
      if (x === null || y === null) { pen = "M"; return; }
      path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      if (chart.kind === "scatter") draw(svg, "circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 3.5, class: `series-${number % 6}` });
    });
    draw(svg, "path", { d: path, class: `series-${number % 6}` });
  });
  const legend = make("ul", { class: "legend" }, ...chart.series.map(([name], number) => make("li", { class: `series-${number % 6}` }, name)));
  figure.querySelector("svg")?.remove();
  figure.querySelector("ul")?.remove();
  figure.append(svg, ...(chart.series.length > 1 ? [legend] : []));
}

// Charts out of sight are drawn when they come into view, those in view with the next frame.
const charts = [...document.querySelectorAll("figure[data-chart]")].map((figure) => ({ figure, chart: data.charts[figure.dataset.chart], seen: false, stale: true, width: 640 }));
let frame = 0;
drawCharts = () => {
  for (const one of charts) one.stale = true;
  if (!frame) frame = requestAnimationFrame(() => { frame = 0; drawSeen(); });
};
function drawSeen(all = false) {
  for (const one of charts) {
    if (!one.stale || !(one.seen || all)) continue;
    drawChart(one);
    one.stale = false;
  }
}
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) charts.find(({ figure }) => figure === entry.target).seen = entry.isIntersecting;
  drawSeen();
}, { rootMargin: "100px" });
// As wide as there is room, so that the letters are as large as all others.
const measurer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) charts.find(({ figure }) => figure === target).width = Math.max(280, Math.round(contentRect.width));
  drawCharts();
});
for (const { figure } of charts) {
  watcher.observe(figure);
  measurer.observe(figure);
}
addEventListener("beforeprint", () => drawSeen(true));
