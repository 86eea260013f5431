import { get } from "../api.js";
import { card, h, table } from "../parts.js";
import { called, count, instant, say, yuan } from "../words.js";

const kinds = ["WITHHELD", "DECISION", "EFFECT", "EVENT", "STAGE", "TIER", "TASK"];
const page = 60;

export async function customer({ rest }) {
  const id = rest[0] ?? "";
  const ask = h("form", { class: "ask", role: "search", onsubmit: event => {
    event.preventDefault();
    const asked = event.target.elements.id.value.trim();
    if (asked) location.hash = "#/customer/" + encodeURIComponent(asked);
  } }, h("label", { for: "id" }, say("customerId")), h("input", { id: "id", name: "id", value: id, autocomplete: "off", maxlength: 64, required: true }), h("button", { class: "main" }, say("show")));
  if (!id) return [ask, h("p", { class: "empty" }, say("askCustomer"))];
  const address = "/customers/" + encodeURIComponent(id);
  try {
    const [known, entries] = await Promise.all([get(address), get(`${address}/timeline?limit=${page}`)]);
    return [ask, h("div", { class: "grid" }, profile(known, address), credit(known, address), facts(known, address), tags(known, address), running(known, address), story(address, entries))];
  } catch (problem) {
    if (problem.status !== 404 && problem.status !== 410) throw problem;
    return [ask, h("p", { class: "problem", role: "alert" }, say(problem.status === 404 ? "unknown" : "gone"))];
  }
}

const line = (name, value) => (value === undefined ? null : h("div", {}, h("dt", {}, name), h("dd", {}, value)));
const yesNo = value => say(value ? "yes" : "no");

const part = (address, name) => `${address}?part=${name}`;

const profile = (known, address) => card({ title: say("profile"), half: true, path: part(address, "profile") }, h("dl", { class: "facts" },
  line(say("customerId"), known.customerId), line(say("name"), known.name), line(say("phone"), known.phone),
  line(say("stage"), called(known.stage)), line(say("tier"), h("span", { class: known.tier === "RISK" ? "chip alarm" : "chip" }, called(known.tier))),
  line(say("level"), called(known.memberLevel)), line(say("points"), count(known.pointsBalance)), line(say("holdout"), yesNo(known.holdout))));

const credit = (known, address) => card({ title: say("credit"), half: true, path: part(address, "profile") }, h("dl", { class: "facts" },
  line(say("limit"), yuan(known.credit.limit)), line(say("used"), yuan(known.credit.used)), line(say("available"), yuan(known.credit.available)),
  line(say("frozen"), known.credit.frozen ? h("span", { class: "chip alarm" }, say("yes")) : say("no")), line(say("grade"), known.credit.grade ?? "–")));

const facts = (known, address) => card({ title: say("facts"), path: part(address, "facts") }, h("dl", { class: "facts" },
  Object.entries(known.facts).filter(([, value]) => value !== null).map(([name, value]) => line(name, told(name, value)))));

function told(name, value) {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) return instant(value);
  return Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
}

const tags = (known, address) => card({ title: say("tags"), half: true, path: part(address, "tags") }, known.tags.length === 0 ? h("p", { class: "empty" }, say("noTags")) : table(say("tags"), [
  { head: say("tag"), cell: tag => tag.tag }, { head: say("since"), cell: tag => instant(tag.since) }, { head: say("until"), cell: tag => instant(tag.until) },
  { head: say("rule"), text: true, cell: tag => tag.rule }, { head: say("evidence"), text: true, cell: tag => (tag.evidence ?? []).join(", ") },
], known.tags));

const running = (known, address) => card({ title: say("openJourneys"), half: true, path: part(address, "journeys") }, known.journeys.length === 0 ? h("p", { class: "empty" }, say("noJourneys")) : table(say("openJourneys"), [
  { head: say("process"), cell: journey => called(journey.process) }, { head: say("since"), cell: journey => instant(journey.startedAt) },
  { head: say("waitingFor"), text: true, cell: journey => journey.waitingFor.map(wait => h("div", {}, wait)) },
], known.journeys));

function story(address, first) {
  let entries = first;
  let kind = null;
  let over = first.length < page;
  const list = h("ol", { class: "story" });
  const heard = document.getElementById("said");
  const draw = () => {
    const shown = entries.filter(entry => kind === null || entry.kind === kind);
    list.replaceChildren(...shown.map(entry));
    more.hidden = over;
    buttons.querySelectorAll("button").forEach(button => button.setAttribute("aria-pressed", String((button.dataset.kind || null) === kind)));
    heard.textContent = `${shown.length}`;
  };
  const choose = chosen => { kind = chosen; draw(); };
  const more = h("button", { onclick: async () => {
    more.disabled = true;
    try {
      const next = await get(`${address}/timeline?limit=${page}&before=${encodeURIComponent(entries.at(-1).cursor)}`);
      over = next.length < page;
      entries = entries.concat(next);
      draw();
    } finally {
      more.disabled = false;
    }
  } }, say("more"));
  const buttons = h("div", { class: "tools", role: "group", "aria-label": say("kind") },
    h("button", { "data-kind": "", onclick: () => choose(null) }, say("everything")),
    kinds.map(one => h("button", { "data-kind": one, onclick: () => choose(one) }, called(one))));
  draw();
  return card({ title: say("story"), path: `${address}/timeline?limit=1000` }, buttons, list, h("div", { class: "tools" }, more));
}

function entry(one) {
  const detail = { ...one.detail };
  return h("li", { "data-kind": one.kind }, h("time", { datetime: one.at }, instant(one.at)), h("span", { class: "kind" }, called(one.kind)),
    h("div", {}, h("p", {}, headline(one)), why(one), Object.keys(detail).length === 0 ? null :
      h("details", {}, h("summary", {}, say("detail")), h("pre", {}, JSON.stringify(detail, null, 1)))));
}

function headline({ kind, name, detail }) {
  switch (kind) {
    case "DECISION": return `${name} v${detail.version}: ${outputs(detail.outputs)}`;
    case "STAGE": return detail.fromStage ? `${called(detail.fromStage)} → ${called(name)}` : called(name);
    case "TIER": return `${called(detail.fromTier)} → ${called(name)}`;
    case "WITHHELD": return `${name} ${detail.what ?? ""}`;
    default: return [name, detail.offer, detail.template, detail.benefit, detail.what].filter(Boolean).join(" · ");
  }
}

function outputs(value) {
  const list = Array.isArray(value) ? value : [value];
  return list.filter(Boolean).map(row => Object.entries(row).map(([name, out]) => `${name} = ${typeof out === "object" ? JSON.stringify(out) : out}`).join(", ")).join("; ") || "–";
}

function why({ kind, detail }) {
  const reason = kind === "WITHHELD" ? `${say("withheldBecause")} ${called(detail.reason)}`
    : kind === "DECISION" ? `${say("rule")}: ${(detail.rules ?? []).join(", ") || "–"}`
      : detail.cause ? `${say("because")}: ${detail.cause}` : null;
  return reason === null ? null : h("p", { class: "why" }, reason);
}
