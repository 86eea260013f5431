import { getJson } from "../../shared/api.js";
import { integer, percent } from "../../shared/format.js";
import { label, t } from "../../shared/i18n.js";
import { barChart } from "../charts.js";
import { card, column, grid, numberColumns, table } from "../components.js";

const OUTCOMES = {
  willReturn: integer,
  hardship: integer,
  notReached: integer,
  refused: integer,
  lapsed: integer,
  open: integer,
};
const NUMBERS = {
  created: integer,
  done: integer,
  open: integer,
  overdue: integer,
  lapsed: integer,
  waiting: integer,
  willReturn: integer,
  hardship: integer,
  notReached: integer,
  refused: integer,
  reachedRate: percent,
};

export async function callbacksView({ query }) {
  const path = `/insight/callbacks${query}`;
  const kinds = await getJson(path);
  const outcomes = card({ title: t("callbacks.outcomes"), path }, outcomeChart(kinds));
  const all = card(
    { title: t("callbacks.all"), path },
    kindTable(t("callbacks.all"), NUMBERS, kinds),
  );
  return kinds.length === 0 ? grid(all) : grid(outcomes, all);
}

const kindName = (row) => label(row.kind);

function kindTable(title, formats, kinds) {
  return table(
    title,
    [column(t("callbacks.kind"), kindName), ...numberColumns("callbacks", formats)],
    kinds,
  );
}

function outcomeChart(kinds) {
  const title = t("callbacks.outcomes");
  const series = {
    view: "callbacks",
    numbers: Object.keys(OUTCOMES),
    rows: kinds,
    category: kindName,
    stack: "outcome",
    barMaxWidth: 34,
  };
  return barChart(title, series, kindTable(title, OUTCOMES, kinds), { low: true });
}
