import { getJson } from "../../shared/api.js";
import { element } from "../../shared/dom.js";
import { dateTime, decimal, integer, roundedMoney } from "../../shared/format.js";
import { t } from "../../shared/i18n.js";
import { card, column, emptyNote, grid, numberColumns, table } from "../components.js";
import { term } from "../definitions.js";

const TILES = {
  registrations: integer,
  activeCustomers: integer,
  activations: integer,
  orders: integer,
  spend: roundedMoney,
  couponsIssued: integer,
  couponsRedeemed: integer,
  couponCost: roundedMoney,
  messages: integer,
  withheld: integer,
  churnWarnings: integer,
  returned: integer,
  lost: integer,
  callbacksCreated: integer,
  callbacksDone: integer,
  openTasks: integer,
  journeysRunning: integer,
  jobsDue: integer,
  jobsOldestMinutes: integer,
  jobsPerSecond: decimal,
  jobsMinutesLeft: integer,
  customers: integer,
};
const REVIEW = {
  done: integer,
  planned: integer,
  changed: integer,
  started: integer,
  chunksDone: integer,
  chunks: integer,
  secondsLeft: integer,
};
const LONG_NUMBER = 10;

export async function todayView() {
  const [today, reviews] = await Promise.all([
    getJson("/insight/today"),
    getJson("/insight/reviews"),
  ]);
  const content = reviews.length === 0 ? emptyNote(t("today.noReview")) : reviewTable(reviews);
  return [
    element("p", { class: "lead" }, dateTime(today.at)),
    element(
      "ul",
      { class: "tiles" },
      Object.entries(TILES).map(([name, format]) => tile(name, format(today[name]))),
    ),
    grid(card({ title: t("today.review"), path: "/insight/reviews" }, content)),
  ];
}

function tile(name, value) {
  const attributes = {
    class: value.length > LONG_NUMBER ? "number long" : "number",
    href: "/api/v1/insight/today?format=csv",
    download: true,
  };
  return element("li", {}, element("a", attributes, value), term("today", name));
}

function reviewTable(reviews) {
  const columns = [
    column(t("today.startedAt"), (review) => dateTime(review.startedAt)),
    column(t("today.progress"), progressBar),
    ...numberColumns("reviews", REVIEW),
    column(t("today.endedAt"), (review) =>
      review.endedAt ? dateTime(review.endedAt) : t("today.running"),
    ),
  ];
  return table(t("today.review"), columns, reviews);
}

function progressBar({ done, planned }) {
  const name = `${integer(done)} / ${integer(planned)}`;
  return element("progress", { max: Math.max(1, planned), value: done, "aria-label": name });
}
