// Charts: ECharts with the SVG renderer, no animation, direct labels instead of a legend, y from 0, plan dashed.
// An element with data-chart="trend|plan|bars" reads its figures from the JSON block named by data-source.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--db-${name}`).trim();
const text = (extra) => ({ color: token("c-axis"), fontSize: 12, fontFamily: token("sans"), ...extra });
const last = (values) => values.reduce((found, value, at) => (value === null ? found : at), 0);

function timeAxis(labels, shown) {
  const wanted = new Set(shown);
  return {
    type: "category", data: labels, boundaryGap: false, axisTick: { show: false },
    axisLine: { lineStyle: { color: token("line-2") } },
    axisLabel: text({ interval: (at) => wanted.has(at), alignMinLabel: "left", hideOverlap: false }),
  };
}
const hidden = { type: "value", min: 0, show: false };

function trend({ labels, values, unit }) {
  const end = last(values);
  const third = Math.floor(labels.length * 0.4);
  return {
    grid: { left: 4, right: 56, top: 16, bottom: 24 },
    xAxis: timeAxis(labels, [0, third, 2 * third]),
    yAxis: hidden,
    series: [{
      type: "line", data: values.map((value, at) => (at === end ? {
        value, symbol: "circle", symbolSize: 6,
        label: { show: true, position: "right", formatter: `${value} ${unit}`, ...text({ color: token("ink"), fontWeight: 600 }) },
      } : { value, symbol: "none" })),
      showAllSymbol: true, lineStyle: { color: token("c1"), width: 1.5 }, itemStyle: { color: token("c1") },
    }],
  };
}

function plan({ labels, fact, plan: planned }) {
  const end = last(fact);
  return {
    grid: { left: 4, right: 40, top: 20, bottom: 24 },
    xAxis: timeAxis(labels, [0, Math.floor((labels.length - 1) / 2), labels.length - 1]),
    yAxis: hidden,
    series: [{
      type: "line", data: planned, symbol: "none", connectNulls: true,
      lineStyle: { color: token("c-axis"), width: 1, type: "dashed" },
      endLabel: { show: true, formatter: "目标", ...text() },
    }, {
      type: "line", showAllSymbol: true, connectNulls: true,
      data: fact.map((value, at) => (at === end ? {
        value, symbol: "circle", symbolSize: 6,
        label: { show: true, position: "bottom", formatter: `${value}`, ...text({ color: token("ink"), fontWeight: 600 }) },
      } : { value, symbol: "none" })),
      lineStyle: { color: token("c1"), width: 2 }, itemStyle: { color: token("c1") },
      areaStyle: { color: token("c1"), opacity: 0.08 },
    }],
  };
}

function bars({ labels, values, plans, unit }) {
  const beside = (at) => `${values[at] ?? "—"} / ${plans[at] ?? "—"}`;
  return {
    grid: { left: 4, right: 64, top: 4, bottom: 24, containLabel: true },
    xAxis: {
      type: "value", min: 0, max: unit === "%" ? 100 : null, interval: unit === "%" ? 50 : undefined,
      axisLabel: text({ formatter: unit === "%" ? "{value}%" : "{value}" }), splitLine: { lineStyle: { color: token("c-grid") } },
    },
    yAxis: [{
      type: "category", data: labels, inverse: true, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: text({ color: token("ink") }),
    }, {
      type: "category", data: labels.map((_, at) => beside(at)), inverse: true, position: "right",
      axisTick: { show: false }, axisLine: { show: false }, axisLabel: text({ color: token("ink-2") }),
    }],
    series: [
      { type: "bar", data: values, barWidth: 10, itemStyle: { color: token("c1") } },
      { type: "scatter", data: plans.map((value, at) => [value, at]), symbol: "rect", symbolSize: [2, 18], itemStyle: { color: token("ink") } },
    ],
  };
}

const KINDS = { trend, plan, bars };
const drawn = new Map();

function draw(place, width) {
  const data = JSON.parse(document.getElementById(place.dataset.source).textContent);
  drawn.get(place)?.dispose();
  const chart = window.echarts.init(place, null, { renderer: "svg", width });
  chart.setOption({ animation: false, ...KINDS[place.dataset.chart](data) });
  drawn.set(place, chart);
}
function drawAll(scope, width) {
  drawn.forEach((chart, place) => { if (!place.isConnected) { chart.dispose(); drawn.delete(place); } });
  scope.querySelectorAll("[data-chart]").forEach((place) => draw(place, width));
}

drawAll(document);
document.addEventListener("duban:theme", () => drawAll(document));
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) drawAll(event.detail.elt);
});
new ResizeObserver(() => drawn.forEach((chart) => chart.resize())).observe(document.body);

// paper is light and 672 px wide
let theme = "";
window.addEventListener("beforeprint", () => {
  theme = document.documentElement.dataset.bsTheme;
  document.documentElement.dataset.bsTheme = "light";
  drawn.forEach((_, place) => draw(place, Math.min(place.clientWidth, 672)));
});
window.addEventListener("afterprint", () => {
  document.documentElement.dataset.bsTheme = theme;
  drawAll(document);
});
