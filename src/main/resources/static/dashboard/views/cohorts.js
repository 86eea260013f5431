import { getJson } from "../../shared/api.js";
import { element } from "../../shared/dom.js";
import { integer, percent } from "../../shared/format.js";
import { t } from "../../shared/i18n.js";
import { card, emptyNote, grid, scrollable } from "../components.js";
import { numberName, term } from "../definitions.js";

const MOST_COHORTS = 24;
const MOST_MONTHS = 18;
/** From this share on, a cell is filled so strongly that its text needs the light color. */
const STRONG_SHARE = 0.55;
const LEAST_STRONG_FILL = 0.92;

export async function cohortsView() {
  const cohorts = await getJson("/insight/cohorts");
  const latest = cohorts.slice(-MOST_COHORTS);
  const content = latest.length === 0 ? emptyNote() : heatMap(latest);
  return grid(card({ title: t("view.cohorts"), path: "/insight/cohorts" }, content));
}

function heatMap(cohorts) {
  const months = Math.min(MOST_MONTHS, Math.max(...cohorts.map((cohort) => cohort.months.length)));
  const head = (...content) => element("th", { scope: "col" }, ...content);
  const monthHead = (_, number) => head(t("cohorts.monthsLater", { number }));
  const columnHeads = [
    head(t("cohorts.cohort")),
    head(term("cohorts", "customers")),
    ...Array.from({ length: months }, monthHead),
  ];
  const heatTable = element(
    "table",
    { class: "heat" },
    element("caption", {}, term("cohorts", "share"), " · ", term("cohorts", "active")),
    element("thead", {}, element("tr", {}, columnHeads)),
    element(
      "tbody",
      {},
      cohorts.map((cohort) => cohortRow(cohort, months)),
    ),
  );
  return scrollable(t("view.cohorts"), heatTable);
}

function cohortRow({ cohort, customers, months }, shown) {
  const present = months.length - 1;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, cohort),
    element("td", { class: "total" }, integer(customers)),
    months.slice(0, shown).map((month) => monthCell(month, month.month === present)),
  );
}

function monthCell({ share, active }, isPresent) {
  const strong = share > STRONG_SHARE;
  const classes = [strong ? "strong" : "", isPresent ? "now" : ""].join(" ").trim();
  const title = `${numberName("cohorts", "active")}: ${integer(active)}`;
  const cell = element("td", { class: classes || null, title }, percent(share));
  cell.style.setProperty("--share", strong ? Math.max(LEAST_STRONG_FILL, share) : share * 0.5);
  return cell;
}
