import { getJson } from "../../shared/api.js";
import { integer, percent } from "../../shared/format.js";
import { label, t } from "../../shared/i18n.js";
import { categoryAxis, chart, legend, plotArea, valueAxis } from "../charts.js";
import { card, column, grid, numberColumns, table, textColumn } from "../components.js";
import { numberName, term } from "../definitions.js";
import { color } from "../theme.js";

const STAGES = ["ACQUISITION", "ACTIVATION", "RETENTION", "CHURN_WARNING", "RECALL", "LOST"];
const TIERS = ["HIGH_VALUE", "POTENTIAL", "STANDARD", "RISK"];

export async function stagesView({ query }) {
  const { steps, stages, flow } = await getJson(`/insight/funnel${query}`);
  const pathOf = (part) => `/insight/funnel${query}${query ? "&" : "?"}part=${part}`;
  return grid(
    card({ title: t("stages.funnel"), path: pathOf("steps"), half: true }, funnelChart(steps)),
    card(
      { title: t("stages.current"), path: pathOf("stages"), half: true },
      currentStagesChart(stages),
    ),
    card({ title: t("stages.flow"), path: pathOf("flow") }, flowChart(flow)),
  );
}

function funnelChart(steps) {
  const columns = [
    column(t("stages.step"), (row) => label(row.step)),
    ...numberColumns("funnel", { customers: integer, share: percent, ofPrevious: percent }),
  ];
  const barLabel = {
    show: true,
    position: "right",
    color: color("--ink"),
    formatter: ({ value, dataIndex }) => `${integer(value)}\n${percent(steps[dataIndex].share)}`,
  };
  const createOption = () => ({
    grid: plotArea({ right: 60, top: 8 }),
    xAxis: { type: "value", show: false },
    yAxis: { ...categoryAxis(steps.map((row) => label(row.step))), axisTick: { show: false } },
    series: [
      {
        type: "bar",
        name: numberName("funnel", "customers"),
        data: steps.map((row) => row.customers),
        barMaxWidth: 44,
        label: barLabel,
      },
    ],
  });
  return chart(t("stages.funnel"), createOption, table(t("stages.funnel"), columns, steps), {
    low: true,
  });
}

function currentStagesChart(counts) {
  const countOf = (stage, tier) =>
    counts.find((row) => row.stage === stage && row.tier === tier)?.customers ?? 0;
  const totalOf = (stage) => TIERS.reduce((sum, tier) => sum + countOf(stage, tier), 0);
  const columns = [
    column(t("stages.stage"), (stage) => label(stage)),
    ...TIERS.map((tier) => column(label(tier), (stage) => integer(countOf(stage, tier)))),
    column(term("stages", "customers"), (stage) => integer(totalOf(stage))),
  ];
  const createOption = () => ({
    legend: legend(),
    grid: plotArea({ top: 32 }),
    xAxis: valueAxis(),
    yAxis: categoryAxis(STAGES.map((stage) => label(stage))),
    series: TIERS.map((tier) => ({
      type: "bar",
      stack: "tier",
      name: label(tier),
      data: STAGES.map((stage) => countOf(stage, tier)),
      barMaxWidth: 22,
    })),
  });
  return chart(t("stages.current"), createOption, table(t("stages.current"), columns, STAGES), {
    low: true,
  });
}

/** A Sankey diagram from stage to stage; a stage is one node as origin ("from:") and another as target ("to:"). */
function flowChart(moves) {
  const columns = [
    column(t("stages.from"), (row) => label(row.from)),
    textColumn(t("stages.to"), (row) => label(row.to)),
    ...numberColumns("flow", { moves: integer }),
  ];
  const asTable = table(t("stages.flow"), columns, moves);
  if (moves.length === 0) {
    return asTable;
  }
  const stageOf = (node) => node.split(":")[1];
  const nodes = [...new Set(moves.flatMap((move) => [`from:${move.from}`, `to:${move.to}`]))];
  nodes.sort((a, b) => STAGES.indexOf(stageOf(a)) - STAGES.indexOf(stageOf(b)));
  const colorOf = (stage) => color(`--c${STAGES.indexOf(stage) + 1}`);
  const nameOf = (node) => label(stageOf(node));
  const tooltipText = ({ dataType, data, name, value }) => {
    const subject =
      dataType === "edge" ? `${nameOf(data.source)} → ${nameOf(data.target)}` : nameOf(name);
    return `${subject}: ${integer(value)}`;
  };
  const createOption = () => ({
    series: [
      {
        type: "sankey",
        left: 8,
        right: 110,
        top: 12,
        bottom: 12,
        nodeGap: 14,
        layoutIterations: 0,
        emphasis: { focus: "adjacency" },
        label: { color: color("--ink"), formatter: ({ name }) => nameOf(name) },
        lineStyle: { color: "source", opacity: 0.35 },
        data: nodes.map((name) => ({ name, itemStyle: { color: colorOf(stageOf(name)) } })),
        links: moves.map(({ from, to, moves: value }) => ({
          source: `from:${from}`,
          target: `to:${to}`,
          value,
        })),
        tooltip: { formatter: tooltipText },
      },
    ],
  });
  return chart(t("stages.flow"), createOption, asTable);
}
