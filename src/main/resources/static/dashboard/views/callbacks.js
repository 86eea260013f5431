import { get } from "../api.js";
import { axes, card, chart, h, legend, nameOf, scale, table, term } from "../parts.js";
import { called, count, percent, say } from "../words.js";

const outcomes = ["willReturn", "hardship", "notReached", "refused", "lapsed", "open"];

export async function callbacks({ span }) {
  const rows = await get("/insight/callbacks" + span);
  const path = "/insight/callbacks" + span;
  const column = number => ({ head: term("callbacks", number), cell: row => (number === "reachedRate" ? percent : count)(row[number]) });
  const all = table(say("callbacks"), [{ head: say("kind"), cell: row => called(row.kind) },
    ...["created", "done", "open", "overdue", "lapsed", "waiting", "willReturn", "hardship", "notReached", "refused", "reachedRate"].map(column)], rows);
  if (rows.length === 0) return h("div", { class: "grid" }, card({ title: say("callbacks"), path }, all));
  return h("div", { class: "grid" },
    card({ title: say("outcomes"), path }, chart(say("outcomes"), () => ({
      legend: legend(), grid: { left: 16, right: 32, top: 34, bottom: 8, containLabel: true },
      xAxis: scale(), yAxis: { type: "category", data: rows.map(row => called(row.kind)), ...axes() },
      tooltip: { renderMode: "richText", trigger: "axis", confine: true },
      series: outcomes.map(number => ({ type: "bar", stack: "outcome", name: nameOf("callbacks", number), data: rows.map(row => row[number]), barMaxWidth: 34 })),
    }), table(say("outcomes"), [{ head: say("kind"), cell: row => called(row.kind) }, ...outcomes.map(column)], rows), { low: true })),
    card({ title: say("callbacks"), path }, all));
}
