import { getJson } from "../../shared/api.js";
import { element } from "../../shared/dom.js";
import { dateTime, decimal, integer, percent, roundedMoney } from "../../shared/format.js";
import { t } from "../../shared/i18n.js";
import {
  card,
  column,
  csvLink,
  details,
  emptyNote,
  grid,
  numberColumns,
  table,
  textColumn,
} from "../components.js";
import { dimensionColumn, liftTable, subjectColumn } from "./lift.js";

const LIFETIME_VALUE = {
  customers: integer,
  buyers: integer,
  margin: roundedMoney,
  predictedMargin: roundedMoney,
  expectedLoss: roundedMoney,
  lifetimeValue: roundedMoney,
  cost: roundedMoney,
  costPerRegistration: roundedMoney,
  valuePerCustomer: roundedMoney,
  valueToCost: decimal,
  paybackMonths: integer,
};
const STRENGTHS = {
  strength: decimal,
  share: percent,
  customers: integer,
  reward: roundedMoney,
  budget: roundedMoney,
  spent: roundedMoney,
  learnedAt: dateTime,
};
const QUALITY = {
  customers: integer,
  came: integer,
  auc: decimal,
  precisionAtCapacity: percent,
  baseRate: percent,
};
const CALIBRATION = { customers: integer, came: integer, share: percent };

/** Each report by its name in the API. */
const REPORTS = {
  ltv: lifetimeValueTable,
  holdout: holdoutTable,
  strengths: strengthTable,
  quality: qualityTables,
};

export async function learningView() {
  const names = Object.keys(REPORTS);
  const reports = await Promise.all(names.map(getReport));
  const cards = names
    .map((name, index) => reportCard(name, reports[index]))
    .filter((each) => each !== null);
  return cards.length > 0
    ? grid(...cards)
    : grid(card({ title: t("view.learning") }, emptyNote(t("learning.noData"))));
}

/** The report, or null where this installation has none. */
async function getReport(name) {
  try {
    return await getJson(`/insight/${name}`);
  } catch (error) {
    if (error.status === 404) {
      return null;
    }
    throw error;
  }
}

function reportCard(name, report) {
  if (report === null) {
    return null;
  }
  const title = t(`learning.${name}`);
  return card({ title, path: `/insight/${name}` }, REPORTS[name](title, report));
}

function lifetimeValueTable(title, { channels }) {
  const columns = [
    column(t("learning.channel"), (row) => row.channel),
    textColumn(t("learning.cohort"), (row) => row.month),
    ...numberColumns("ltv", LIFETIME_VALUE),
  ];
  return table(title, columns, channels);
}

function holdoutTable(title, rows) {
  return liftTable(title, rows, subjectColumn(t("learning.subject")), dimensionColumn());
}

function strengthTable(title, offers) {
  const rows = offers.flatMap(({ offer, budget, spent, strengths }) =>
    strengths.map((strength) => ({ offer, budget, spent, ...strength })),
  );
  const columns = [
    column(t("learning.offer"), (row) => row.offer),
    ...numberColumns("strengths", STRENGTHS),
  ];
  return table(title, columns, rows);
}

const predictionColumn = () => column(t("learning.prediction"), (row) => row.what);

function qualityTables(title, rows) {
  const scores = rows.flatMap(({ what, calibration }) =>
    calibration.map((score) => ({ what, ...score })),
  );
  return element(
    "div",
    {},
    table(title, [predictionColumn(), ...numberColumns("quality", QUALITY)], rows),
    scores.length === 0 ? null : calibrationDetails(scores),
  );
}

function calibrationDetails(scores) {
  const title = t("learning.calibration");
  const columns = [
    predictionColumn(),
    textColumn(t("learning.score"), (row) => row.name),
    ...numberColumns("calibration", CALIBRATION),
  ];
  const link = csvLink("/insight/quality?part=calibration", title);
  return details(title, link, table(title, columns, scores));
}
