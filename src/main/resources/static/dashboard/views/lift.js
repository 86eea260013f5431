/** Tables of lift: what customers who may get offers did beyond those in the holdout. */
import { decimal, integer, percent, roundedMoney } from "../../shared/format.js";
import { label, t } from "../../shared/i18n.js";
import { column, table, textColumn } from "../components.js";
import { term } from "../definitions.js";

/** Formats a difference with its interval; "–" where there are too few customers. */
function withInterval(format) {
  return ({ difference, low, high }) =>
    low === null ? "–" : `${format(difference)} (${format(low)} … ${format(high)})`;
}

const NUMBERS = {
  treated: integer,
  heldOut: integer,
  returned: withInterval(percent),
  orders: withInterval(decimal),
  margin: withInterval(roundedMoney),
};

export function liftTable(title, rows, ...columns) {
  const numbers = Object.entries(NUMBERS).map(([name, format]) =>
    column(term("holdout", name), (row) => format(row[name])),
  );
  const verdict = textColumn(term("holdout", "verdict"), (row) => label(row.verdict));
  return table(title, [...columns, ...numbers, verdict], rows);
}

export const subjectColumn = (head) => column(head, (row) => label(row.subject));

export const dimensionColumn = () => textColumn(t("lift.dimension"), (row) => label(row.by));
