import { get } from "../api.js";
import { axes, card, chart, h, legend, nameOf, scale, table, term } from "../parts.js";
import { count, percent, say, yuan } from "../words.js";
import { bySubject, liftTable } from "./lift.js";

const format = { issued: count, redeemed: count, redemptionRate: percent, cost: yuan, orderAmount: yuan, won: count, ignored: count, lost: count, expired: count, revoked: count,
  heldOut: count, outOfBudget: count, otherwiseWithheld: count };

export async function offers({ span }) {
  const path = "/insight/offers" + span;
  const liftPath = "/insight/holdout" + (span || "?from=2000-01-01") + "&by=offer";
  const [rows, lifts] = await Promise.all([get(path), get(liftPath)]);
  const column = number => ({ head: term("offers", number), cell: row => format[number](row[number]) });
  const names = ["issued", "redeemed", "expired"];
  const drawn = chart(say("responses"), () => ({
    legend: legend(), grid: { left: 16, right: 32, top: 34, bottom: 8, containLabel: true },
    xAxis: scale(), yAxis: { type: "category", inverse: true, data: rows.map(row => row.offer), ...axes() },
    tooltip: { renderMode: "richText", trigger: "axis", confine: true },
    series: names.map(number => ({ type: "bar", name: nameOf("offers", number), data: rows.map(row => row[number]), barMaxWidth: 12 })),
  }), table(say("responses"), [{ head: say("offer"), cell: row => row.offer }, ...names.map(column)], rows), { lines: rows.length });
  const budget = table(say("budget"), [
    { head: say("offer"), cell: row => row.offer },
    { head: say("used"), cell: row => h("progress", { max: row.budgetAmount || 1, value: row.budgetAmountUsed ?? 0, "aria-label": `${row.offer}: ${yuan(row.budgetAmountUsed)} / ${yuan(row.budgetAmount)}` }) },
    { head: term("offers", "budgetAmountUsed"), cell: row => yuan(row.budgetAmountUsed) },
    { head: term("offers", "budgetAmount"), cell: row => yuan(row.budgetAmount) },
    { head: term("offers", "budgetCountUsed"), cell: row => count(row.budgetCountUsed) },
    { head: term("offers", "budgetCount"), cell: row => count(row.budgetCount) },
  ], rows);
  return h("div", { class: "grid" },
    card({ title: say("responses"), path, half: true }, drawn),
    card({ title: say("budget"), path, half: true }, budget),
    card({ title: say("liftOfOffers"), path: liftPath, note: say("liftNote") }, liftTable(say("liftOfOffers"), lifts, bySubject(say("offer")))),
    card({ title: say("offers"), path }, table(say("offers"), [{ head: say("offer"), cell: row => row.offer }, ...Object.keys(format).map(column)], rows)));
}
