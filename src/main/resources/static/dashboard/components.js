/** Building blocks of the views: cards, tables and notes. */
import { element } from "../shared/dom.js";
import { t } from "../shared/i18n.js";
import { term } from "./definitions.js";

export const grid = (...cards) => element("div", { class: "grid" }, ...cards);

export const emptyNote = (text = t("app.noData")) => element("p", { class: "empty" }, text);

export const alertNote = (text) => element("p", { class: "problem", role: "alert" }, text);

/** A link to the same numbers as CSV. */
export function csvLink(path, title) {
  const href = `/api/v1${path}${path.includes("?") ? "&" : "?"}format=csv`;
  const name = t("app.csvOf", { title });
  return element("a", { class: "csv", href, download: true, "aria-label": name }, t("app.csv"));
}

/** A titled section; path is where its numbers come from. */
export function card({ title, path, half, note }, ...children) {
  return element(
    "section",
    { class: half ? "card half" : "card", "aria-label": title },
    element(
      "div",
      { class: "title" },
      element("h2", {}, title),
      path ? csvLink(path, title) : null,
    ),
    note ? element("p", { class: "note" }, note) : null,
    ...children,
  );
}

/** A column with values as they are. */
export const column = (head, cell) => ({ head, cell });

/** A column of words, aligned to the left. */
export const textColumn = (head, cell) => ({ head, cell, text: true });

/** Columns of defined numbers, one for each name in formats. */
export function numberColumns(view, formats) {
  return Object.entries(formats).map(([name, format]) =>
    column(term(view, name), (row) => format(row[name])),
  );
}

/** A table whose first column names the row. */
export function table(caption, columns, rows, rowAttributes = () => ({})) {
  if (rows.length === 0) {
    return emptyNote();
  }
  const headCell = ({ head, text }) =>
    element("th", { scope: "col", class: text ? "text" : null }, head);
  const bodyCell = ({ cell, text }, row, index) => {
    const first = index === 0;
    const attributes = { scope: first ? "row" : null, class: text ? "text" : null };
    return element(first ? "th" : "td", attributes, cell(row));
  };
  const bodyRow = (row) =>
    element(
      "tr",
      rowAttributes(row),
      columns.map((each, index) => bodyCell(each, row, index)),
    );
  return scrollable(
    caption,
    element(
      "table",
      {},
      element("caption", { class: "visually-hidden" }, caption),
      element("thead", {}, element("tr", {}, columns.map(headCell))),
      element("tbody", {}, rows.map(bodyRow)),
    ),
  );
}

/** A region for content that may be wider or higher than its card; the keyboard scrolls it too. */
export function scrollable(name, content) {
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": name },
    content,
  );
}

/** A collapsed part. */
export const details = (summary, ...children) =>
  element("details", {}, element("summary", {}, summary), ...children);
