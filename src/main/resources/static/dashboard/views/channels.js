import { getJson } from "../../shared/api.js";
import { integer, percent, roundedMoney } from "../../shared/format.js";
import { t } from "../../shared/i18n.js";
import { barChart } from "../charts.js";
import { card, column, grid, numberColumns, table } from "../components.js";

const NUMBERS = {
  registrations: integer,
  activated: integer,
  activationRate: percent,
  activationRate30d: percent,
  repeated: integer,
  orders: integer,
  spend: roundedMoney,
  overdueRate: percent,
  cost: roundedMoney,
  clicks: integer,
  costPerRegistration: roundedMoney,
  costPerActivation: roundedMoney,
};
const CUSTOMERS = ["registrations", "activated", "repeated"];
const COSTS = ["costPerRegistration", "costPerActivation"];
const MOST_IN_CHART = 12;

export async function channelsView({ query }) {
  const path = `/insight/channels${query}`;
  const channels = await getJson(path);
  channels.sort((a, b) => b.registrations - a.registrations);
  const largest = channels.slice(0, MOST_IN_CHART);
  const withCosts = channels
    .filter((channel) => channel.costPerRegistration !== null)
    .slice(0, MOST_IN_CHART);
  const half = withCosts.length > 0;
  return grid(
    largest.length === 0 ? null : customersCard(path, largest, half),
    withCosts.length === 0 ? null : costsCard(path, withCosts),
    card(
      { title: t("channels.all"), path },
      channelTable(t("channels.all"), Object.keys(NUMBERS), channels),
    ),
  );
}

function customersCard(path, channels, half) {
  const title = t("channels.customers");
  return card({ title, path, half }, channelChart(title, CUSTOMERS, channels));
}

function costsCard(path, channels) {
  const title = t("channels.costs");
  const note = t("channels.costsNote");
  return card({ title, path, half: true, note }, channelChart(title, COSTS, channels));
}

function channelChart(title, numbers, rows) {
  const series = {
    view: "channels",
    numbers,
    rows,
    category: (row) => row.channel,
    barMaxWidth: 16,
  };
  return barChart(title, series, channelTable(title, numbers, rows), { rows: rows.length });
}

function channelTable(title, numbers, rows) {
  const formats = Object.fromEntries(numbers.map((number) => [number, NUMBERS[number]]));
  const columns = [
    column(t("channels.channel"), (row) => row.channel),
    ...numberColumns("channels", formats),
  ];
  return table(title, columns, rows);
}
