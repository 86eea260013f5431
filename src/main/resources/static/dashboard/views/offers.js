import { getJson } from "../../shared/api.js";
import { element } from "../../shared/dom.js";
import { integer, percent, roundedMoney } from "../../shared/format.js";
import { t } from "../../shared/i18n.js";
import { barChart } from "../charts.js";
import { card, column, grid, numberColumns, table } from "../components.js";
import { liftTable, subjectColumn } from "./lift.js";

const NUMBERS = {
  issued: integer,
  redeemed: integer,
  redemptionRate: percent,
  cost: roundedMoney,
  orderAmount: roundedMoney,
  won: integer,
  ignored: integer,
  lost: integer,
  expired: integer,
  revoked: integer,
  heldOut: integer,
  outOfBudget: integer,
  otherwiseWithheld: integer,
};
const COUPONS = { issued: integer, redeemed: integer, expired: integer };
const BUDGET = {
  budgetAmountUsed: roundedMoney,
  budgetAmount: roundedMoney,
  budgetCountUsed: integer,
  budgetCount: integer,
};
const SINCE_EVER = "?from=2000-01-01";

export async function offersView({ query }) {
  const path = `/insight/offers${query}`;
  const liftPath = `/insight/holdout${query || SINCE_EVER}&by=offer`;
  const [offers, lifts] = await Promise.all([getJson(path), getJson(liftPath)]);
  const lift = liftTable(t("offers.lift"), lifts, subjectColumn(t("offers.offer")));
  return grid(
    card({ title: t("offers.coupons"), path, half: true }, couponChart(offers)),
    card({ title: t("offers.budget"), path, half: true }, budgetTable(offers)),
    card({ title: t("offers.lift"), path: liftPath, note: t("offers.liftNote") }, lift),
    card({ title: t("offers.all"), path }, offerTable(t("offers.all"), NUMBERS, offers)),
  );
}

const offerColumn = () => column(t("offers.offer"), (row) => row.offer);

function offerTable(title, formats, offers) {
  return table(title, [offerColumn(), ...numberColumns("offers", formats)], offers);
}

function couponChart(offers) {
  const title = t("offers.coupons");
  const series = {
    view: "offers",
    numbers: Object.keys(COUPONS),
    rows: offers,
    category: (row) => row.offer,
    barMaxWidth: 12,
  };
  return barChart(title, series, offerTable(title, COUPONS, offers), { rows: offers.length });
}

function budgetTable(offers) {
  const columns = [
    offerColumn(),
    column(t("offers.budgetUsed"), budgetBar),
    ...numberColumns("offers", BUDGET),
  ];
  return table(t("offers.budget"), columns, offers);
}

function budgetBar({ offer, budgetAmount, budgetAmountUsed }) {
  const name = `${offer}: ${roundedMoney(budgetAmountUsed)} / ${roundedMoney(budgetAmount)}`;
  return element("progress", {
    max: budgetAmount || 1,
    value: budgetAmountUsed ?? 0,
    "aria-label": name,
  });
}
