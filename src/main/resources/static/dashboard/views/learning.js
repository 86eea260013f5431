import { get } from "../api.js";
import { card, csv, h, table, term } from "../parts.js";
import { bySubject, byWhat, liftTable } from "./lift.js";
import { count, decimal, instant, percent, say, yuan } from "../words.js";

const panels = { ltv: value, holdout: lift, strengths, quality };

export async function learning() {
  const questions = Object.keys(panels);
  const answers = await Promise.all(questions.map(question => get("/insight/" + question).catch(problem => {
    if (problem.status === 404) return null;
    throw problem;
  })));
  const known = questions.filter((_, n) => answers[n] !== null);
  if (known.length === 0) return h("div", { class: "grid" }, card({ title: say("learning") }, h("p", { class: "empty" }, say("learningNone"))));
  return h("div", { class: "grid" }, questions.map((question, n) => {
    if (answers[n] === null) return null;
    const title = say(question === "holdout" ? "lift" : question);
    return card({ title, path: "/insight/" + question }, panels[question](title, answers[n]));
  }));
}

const columns = (view, format) => Object.keys(format).map(number => ({ head: term(view, number), cell: row => format[number](row[number]) }));

function value(title, report) {
  return table(title, [{ head: say("channel"), cell: row => row.channel }, { head: say("cohort"), text: true, cell: row => row.month },
    ...columns("ltv", { customers: count, buyers: count, margin: yuan, predictedMargin: yuan, expectedLoss: yuan, lifetimeValue: yuan, cost: yuan, costPerRegistration: yuan, valuePerCustomer: yuan, valueToCost: decimal, paybackMonths: count })],
  report.channels);
}

function lift(title, rows) {
  return liftTable(title, rows, bySubject(say("subject")), byWhat);
}

function strengths(title, offers) {
  return table(title, [{ head: say("offer"), cell: row => row.offer },
    ...columns("strengths", { strength: decimal, share: percent, customers: count, reward: yuan, budget: yuan, spent: yuan, learnedAt: instant })],
  offers.flatMap(({ offer, budget, spent, strengths: all }) => all.map(one => ({ offer, budget, spent, ...one }))));
}

function quality(title, rows) {
  const scores = rows.flatMap(({ what, calibration }) => calibration.map(score => ({ what, ...score })));
  return h("div", {},
    table(title, [{ head: say("what"), cell: row => row.what },
      ...columns("quality", { customers: count, came: count, auc: decimal, precisionAtCapacity: percent, baseRate: percent })], rows),
    scores.length === 0 ? null : h("details", {}, h("summary", {}, say("calibration")), csv("/insight/quality?part=calibration", say("calibration")),
      table(say("calibration"), [{ head: say("what"), cell: row => row.what }, { head: say("score"), text: true, cell: row => row.name },
        ...columns("calibration", { customers: count, came: count, share: percent })], scores)));
}
