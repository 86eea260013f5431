import { get } from "../api.js";
import { axes, card, chart, h, ink, legend, nameOf, scale, table, term } from "../parts.js";
import { called, count, percent, say } from "../words.js";

const order = ["ACQUISITION", "ACTIVATION", "RETENTION", "CHURN_WARNING", "RECALL", "LOST"];
const tiers = ["HIGH_VALUE", "POTENTIAL", "STANDARD", "RISK"];

export async function stages({ span }) {
  const funnel = await get("/insight/funnel" + span);
  const part = name => `/insight/funnel${span}${span ? "&" : "?"}part=${name}`;
  return h("div", { class: "grid" },
    card({ title: say("funnel"), path: part("steps"), half: true }, steps(funnel.steps)),
    card({ title: say("stagesNow"), path: part("stages"), half: true }, now(funnel.stages)),
    card({ title: say("flow"), path: part("flow") }, flow(funnel.flow)));
}

function steps(rows) {
  const asTable = table(say("funnel"), [
    { head: say("step"), cell: row => called(row.step) },
    { head: term("funnel", "customers"), cell: row => count(row.customers) },
    { head: term("funnel", "share"), cell: row => percent(row.share) },
    { head: term("funnel", "ofPrevious"), cell: row => percent(row.ofPrevious) },
  ], rows);
  return chart(say("funnel"), () => ({
    grid: { left: 16, right: 60, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", inverse: true, data: rows.map(row => called(row.step)), ...axes(), axisTick: { show: false } },
    series: [{ type: "bar", name: nameOf("funnel", "customers"), data: rows.map(row => row.customers), barMaxWidth: 44,
      label: { show: true, position: "right", color: ink("--ink"), formatter: item => `${count(item.value)}\n${percent(rows[item.dataIndex].share)}` } }],
  }), asTable, { low: true });
}

function now(rows) {
  const at = (stage, tier) => rows.find(row => row.stage === stage && row.tier === tier)?.customers ?? 0;
  const asTable = table(say("stagesNow"), [
    { head: say("stage"), cell: stage => called(stage) },
    ...tiers.map(tier => ({ head: called(tier), cell: stage => count(at(stage, tier)) })),
    { head: term("stages", "customers"), cell: stage => count(tiers.reduce((sum, tier) => sum + at(stage, tier), 0)) },
  ], order);
  return chart(say("stagesNow"), () => ({
    legend: legend(),
    grid: { left: 16, right: 32, top: 32, bottom: 8, containLabel: true },
    xAxis: scale(),
    yAxis: { type: "category", inverse: true, data: order.map(stage => called(stage)), ...axes() },
    series: tiers.map(tier => ({ type: "bar", stack: "tier", name: called(tier), data: order.map(stage => at(stage, tier)), barMaxWidth: 22 })),
  }), asTable, { low: true });
}

function flow(rows) {
  const asTable = table(say("flow"), [
    { head: say("from"), cell: row => called(row.from) },
    { head: say("to"), text: true, cell: row => called(row.to) },
    { head: term("flow", "moves"), cell: row => count(row.moves) },
  ], rows);
  if (rows.length === 0) return asTable;
  const ends = [...new Set(rows.flatMap(row => [`0${row.from}`, `1${row.to}`]))].sort((a, b) => order.indexOf(a.slice(1)) - order.indexOf(b.slice(1)));
  const colour = stage => ink("--c" + (order.indexOf(stage) + 1));
  return chart(say("flow"), () => ({
    series: [{ type: "sankey", left: 8, right: 110, top: 12, bottom: 12, nodeGap: 14, layoutIterations: 0, emphasis: { focus: "adjacency" },
      label: { color: ink("--ink"), formatter: item => called(item.name.slice(1)) },
      lineStyle: { color: "source", opacity: 0.35 },
      data: ends.map(name => ({ name, itemStyle: { color: colour(name.slice(1)) } })),
      links: rows.map(row => ({ source: `0${row.from}`, target: `1${row.to}`, value: row.moves })),
      tooltip: { formatter: item => item.dataType === "edge"
        ? `${called(item.data.source.slice(1))} → ${called(item.data.target.slice(1))}: ${count(item.value)}`
        : `${called(item.name.slice(1))}: ${count(item.value)}` } }],
  }), asTable);
}
