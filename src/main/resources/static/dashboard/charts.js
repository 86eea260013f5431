/** Charts, each with the same numbers as a table. */
import { element } from "../shared/dom.js";
import { compact } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { details } from "./components.js";
import { numberName } from "./definitions.js";
import { color } from "./theme.js";

const SERIES_COLORS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"];
const ROWS_OF_USUAL_HEIGHT = 8;

const charts = new Set();

/** Draws a chart once it is on the page; createOption gives its ECharts option in the colors of the theme. */
export function chart(title, createOption, asTable, { low = false, rows = 0 } = {}) {
  const container = element("div", {
    class: low ? "chart low" : "chart",
    role: "img",
    "aria-label": title,
  });
  if (rows > ROWS_OF_USUAL_HEIGHT) {
    container.style.height = `${60 + 34 * rows}px`;
  }
  requestAnimationFrame(() => {
    if (container.isConnected) {
      draw(container, createOption());
    }
  });
  return element("div", {}, container, details(t("app.asTable"), asTable));
}

function draw(container, option) {
  const drawn = echarts.init(container, null, { renderer: "canvas" });
  drawn.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: color("--ink") },
    color: SERIES_COLORS.map(color),
    tooltip: { renderMode: "richText", confine: true },
    ...option,
  });
  charts.add(drawn);
}

/** Horizontal bars of defined numbers: a row for each category, a series for each number. */
export function barChart(
  title,
  { view, numbers, rows, category, stack, barMaxWidth },
  asTable,
  size = {},
) {
  const createOption = () => ({
    legend: legend(),
    grid: plotArea(),
    xAxis: valueAxis(),
    yAxis: categoryAxis(rows.map(category)),
    tooltip: { renderMode: "richText", trigger: "axis", confine: true },
    series: numbers.map((number) => ({
      type: "bar",
      stack,
      barMaxWidth,
      name: numberName(view, number),
      data: rows.map((row) => row[number]),
    })),
  });
  return chart(title, createOption, asTable, size);
}

export function disposeCharts() {
  charts.forEach((drawn) => drawn.dispose());
  charts.clear();
}

addEventListener("resize", () => charts.forEach((drawn) => drawn.resize()));

export const plotArea = (overrides = {}) => ({
  left: 16,
  right: 32,
  top: 34,
  bottom: 8,
  containLabel: true,
  ...overrides,
});

const axisColors = () => ({
  axisLine: { lineStyle: { color: color("--line") } },
  axisLabel: { color: color("--soft") },
  splitLine: { lineStyle: { color: color("--line") } },
});

/** Categories from top to bottom. */
export const categoryAxis = (data) => ({ type: "category", inverse: true, data, ...axisColors() });

export const valueAxis = () => ({
  type: "value",
  ...axisColors(),
  axisLabel: { color: color("--soft"), hideOverlap: true, formatter: compact },
});

export const legend = () => ({
  top: 0,
  type: "scroll",
  textStyle: { color: color("--ink") },
  pageTextStyle: { color: color("--ink") },
});
