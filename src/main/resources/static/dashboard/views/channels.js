import { get } from "../api.js";
import { axes, card, chart, h, legend, nameOf, scale, table, term } from "../parts.js";
import { count, percent, say, yuan } from "../words.js";

const format = { registrations: count, activated: count, activationRate: percent, activationRate30d: percent, repeated: count, orders: count, spend: yuan, overdueRate: percent,
  cost: yuan, clicks: count, costPerRegistration: yuan, costPerActivation: yuan };

export async function channels({ span }) {
  const rows = (await get("/insight/channels" + span)).sort((a, b) => b.registrations - a.registrations);
  const all = table(say("channels"), [
    { head: say("channel"), cell: row => row.channel },
    ...Object.keys(format).map(number => ({ head: term("channels", number), cell: row => format[number](row[number]) })),
  ], rows);
  const top = rows.slice(0, 12);
  const priced = rows.filter(row => row.costPerRegistration !== null).slice(0, 12);
  const bars = (name, numbers, of) => chart(name, () => ({
    legend: legend(), grid: { left: 16, right: 32, top: 34, bottom: 8, containLabel: true },
    xAxis: scale(), yAxis: { type: "category", inverse: true, data: of.map(row => row.channel), ...axes() },
    tooltip: { renderMode: "richText", trigger: "axis", confine: true },
    series: numbers.map(number => ({ type: "bar", name: nameOf("channels", number), data: of.map(row => row[number]), barMaxWidth: 16 })),
  }), table(name, [{ head: say("channel"), cell: row => row.channel },
    ...numbers.map(number => ({ head: term("channels", number), cell: row => format[number](row[number]) }))], of), { lines: of.length });
  return h("div", { class: "grid" },
    top.length ? card({ title: say("channels"), half: priced.length > 0, path: "/insight/channels" + span }, bars(say("channels"), ["registrations", "activated", "repeated"], top)) : null,
    priced.length ? card({ title: say("costs"), half: true, path: "/insight/channels" + span, note: say("noCosts") }, bars(say("costs"), ["costPerRegistration", "costPerActivation"], priced)) : null,
    card({ title: say("table"), path: "/insight/channels" + span }, all));
}
