import { get } from "../api.js";
import { card, h, table, term } from "../parts.js";
import { called, count, decimal, percent, say, yuan } from "../words.js";

const panels = { ltv: value, holdout: lift, strengths: asTold, quality };

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
    return card({ title }, h("p", { class: "note" }, h("a", { href: "/api/v1/insight/" + question, "aria-label": `${say("sourceJson")}: ${title}` }, say("sourceJson"))), panels[question](title, answers[n]));
  }));
}

const columns = (view, format) => Object.keys(format).map(number => ({ head: term(view, number), cell: row => format[number](row[number]) }));

function value(title, report) {
  return table(title, [{ head: say("channel"), cell: row => row.channel }, { head: say("cohort"), text: true, cell: row => row.month },
    ...columns("ltv", { customers: count, buyers: count, margin: yuan, predictedMargin: yuan, expectedLoss: yuan, lifetimeValue: yuan, cost: yuan, costPerRegistration: yuan, valuePerCustomer: yuan, valueToCost: decimal, paybackMonths: count })],
  report.channels);
}

function lift(title, rows) {
  const between = format => difference => (difference?.difference === null || difference?.difference === undefined ? "–"
    : `${format(difference.difference)}${difference.low === null ? "" : ` (${format(difference.low)} … ${format(difference.high)})`}`);
  return table(title, [{ head: say("subject"), cell: row => called(row.subject) }, { head: say("by"), text: true, cell: row => called(row.by) },
    ...columns("holdout", { treated: count, heldOut: count, returned: between(percent), orders: between(decimal), margin: between(yuan), verdict: word => called(word) })], rows);
}

function quality(title, rows) {
  return table(title, [{ head: say("what"), cell: row => row.what },
    ...columns("quality", { customers: count, came: count, auc: decimal, precisionAtCapacity: percent, baseRate: percent })], rows);
}

/** Rows as they were told. */
function asTold(title, answer) {
  const rows = Array.isArray(answer) ? answer : Object.values(answer).find(Array.isArray) ?? [];
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))];
  return table(title, names.map(name => ({ head: name, cell: row => told(row[name]) })), rows);
}

const told = answer => (answer === null || answer === undefined ? "–" : typeof answer === "object" ? JSON.stringify(answer) : String(answer));
