import { say, language, short } from "./words.js";

/** An element; whatever comes from elsewhere becomes text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

let definitions = {};
export const define = all => { definitions = all; };

const tip = () => document.getElementById("tip");

function showTip(event) {
  const term = event.target.closest?.("[data-number]");
  const definition = term && definitions[term.dataset.number];
  if (!definition) return;
  tip().replaceChildren(definition[language].meaning, h("small", {}, `${say("source")}: ${definition.source}`));
  tip().hidden = false;
  term.setAttribute("aria-describedby", "tip");
  const box = term.getBoundingClientRect();
  const own = tip().getBoundingClientRect();
  const below = box.bottom + 8 + own.height < innerHeight;
  tip().style.left = Math.max(12, Math.min(box.left, innerWidth - own.width - 12)) + "px";
  tip().style.top = (below ? box.bottom + 8 : Math.max(8, box.top - own.height - 8)) + "px";
}

function hideTip() {
  tip().hidden = true;
  document.querySelectorAll("[aria-describedby=tip]").forEach(term => term.removeAttribute("aria-describedby"));
}

document.addEventListener("mouseover", event => (event.target.closest?.("[data-number]") ? showTip(event) : hideTip()));
document.addEventListener("focusin", event => { hideTip(); showTip(event); });
document.addEventListener("keydown", event => event.key === "Escape" && hideTip());
document.addEventListener("scroll", hideTip, true);

/** The name of a number, with its definition on hover and focus. */
export const term = (view, number) =>
  h("span", { class: "term", tabindex: 0, "data-number": `${view}.${number}` }, definitions[`${view}.${number}`]?.[language].name ?? number);

export const nameOf = (view, number) => definitions[`${view}.${number}`]?.[language].name ?? number;

export const csv = (path, name) =>
  h("a", { class: "csv", href: `/api/v1${path}${path.includes("?") ? "&" : "?"}format=csv`, download: true, "aria-label": `${say("csv")}: ${name}` }, say("csv"));

export function card({ title, path, half, note }, ...children) {
  return h("section", { class: half ? "card half" : "card", "aria-label": title },
    h("div", { class: "title" }, h("h2", {}, title), path ? csv(path, title) : null),
    note ? h("p", { class: "note" }, note) : null, ...children);
}

/** A table; columns are {head, cell, text}, the first one heads the line. */
export function table(caption, columns, rows, decorate = () => ({})) {
  if (rows.length === 0) return h("p", { class: "empty" }, say("nothing"));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h("table", {}, h("caption", { class: "heard" }, caption),
      h("thead", {}, h("tr", {}, columns.map(column => h("th", { scope: "col", class: column.text ? "text" : null }, column.head)))),
      h("tbody", {}, rows.map(row => h("tr", decorate(row), columns.map((column, n) =>
        h(n === 0 ? "th" : "td", { scope: n === 0 ? "row" : null, class: column.text ? "text" : null }, column.cell(row))))))));
}

const charts = new Set();

/** A drawing, taller where it has many lines, and the same as a table for whoever does not see it. */
export function chart(name, option, asTable, { low = false, lines = 0 } = {}) {
  const place = h("div", { class: low ? "chart low" : "chart", role: "img", "aria-label": name });
  if (lines > 8) place.style.height = `${60 + 34 * lines}px`;
  const draw = () => {
    const drawn = echarts.init(place, null, { renderer: "canvas" });
    drawn.setOption({
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink("--ink") },
      color: [1, 2, 3, 4, 5, 6].map(n => ink("--c" + n)), tooltip: { renderMode: "richText", confine: true }, ...option(),
    });
    charts.add(drawn);
  };
  requestAnimationFrame(() => place.isConnected && draw());
  return h("div", {}, place, h("details", {}, h("summary", {}, say("table")), asTable));
}

export const ink = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function forgetCharts() {
  charts.forEach(drawn => drawn.dispose());
  charts.clear();
}

addEventListener("resize", () => charts.forEach(drawn => drawn.resize()));

export const axes = () => ({
  axisLine: { lineStyle: { color: ink("--line") } }, axisLabel: { color: ink("--soft") }, splitLine: { lineStyle: { color: ink("--line") } },
});

/** An axis of numbers, told in short. */
export const scale = () => ({ type: "value", ...axes(), axisLabel: { color: ink("--soft"), hideOverlap: true, formatter: short } });

export const legend = () => ({ textStyle: { color: ink("--ink") }, top: 0, type: "scroll", pageTextStyle: { color: ink("--ink") } });
