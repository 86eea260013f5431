import { get } from "../api.js";
import { card, h, table } from "../parts.js";
import { say } from "../words.js";

const questions = ["ltv", "holdout", "strengths", "quality"];

/** What others compute is shown as they tell it: each list of an answer as a table. */
export async function learning() {
  const answers = await Promise.all(questions.map(question => get("/insight/" + question).catch(problem => {
    if (problem.status === 404) return null;
    throw problem;
  })));
  const cards = questions.flatMap((question, n) => (answers[n] === null ? [] : [card({ title: say(question), path: "/insight/" + question }, shown(question, answers[n]))]));
  return h("div", { class: "grid" }, cards.length ? cards : card({ title: say("learning") }, h("p", { class: "empty" }, say("learningNone"))));
}

function shown(title, answer) {
  if (Array.isArray(answer)) return list(title, answer);
  const single = Object.entries(answer).filter(([, value]) => !Array.isArray(value));
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value));
  return h("div", {}, h("dl", { class: "facts" }, single.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, told(value))))),
    lists.map(([name, rows]) => [h("h3", {}, name), list(name, rows)]).flat());
}

function list(title, rows) {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
  return table(title, columns.map(name => ({ head: name, cell: row => told(row[name]) })), rows);
}

const told = value => (value === null || value === undefined ? "–" : typeof value === "object" ? h("pre", {}, JSON.stringify(value, null, 1)) : String(value));
