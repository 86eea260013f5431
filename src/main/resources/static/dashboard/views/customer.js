import { getJson } from "../../shared/api.js";
import { element } from "../../shared/dom.js";
import { dateTime, integer, money } from "../../shared/format.js";
import { label, t } from "../../shared/i18n.js";
import { alertNote, card, column, emptyNote, grid, table, textColumn } from "../components.js";
import { PAGE_SIZE, timelineCard } from "../timeline.js";

const INSTANT = /^\d{4}-\d\d-\d\dT/;

export async function customerView({ parameters: [id = ""] }) {
  const form = searchForm(id);
  return id
    ? [form, await customerContent(`/customers/${encodeURIComponent(id)}`)]
    : [form, hint()];
}

const hint = () => emptyNote(t("customer.hint"));

function searchForm(id) {
  const onsubmit = (event) => {
    event.preventDefault();
    const requested = event.target.elements.id.value.trim();
    if (requested) {
      location.hash = `#/customer/${encodeURIComponent(requested)}`;
    }
  };
  return element(
    "form",
    { class: "search", role: "search", onsubmit },
    element("label", { for: "id" }, t("customer.id")),
    element("input", {
      id: "id",
      name: "id",
      value: id,
      autocomplete: "off",
      maxlength: 64,
      required: true,
    }),
    element("button", { class: "main" }, t("customer.show")),
  );
}

async function customerContent(path) {
  try {
    const [customer, entries] = await Promise.all([
      getJson(path),
      getJson(`${path}/timeline?limit=${PAGE_SIZE}`),
    ]);
    return customerCards(customer, entries, path);
  } catch (error) {
    switch (error.status) {
      case 404:
        return alertNote(t("customer.unknown"));
      case 410:
        return alertNote(t("customer.erased"));
      default:
        throw error;
    }
  }
}

function customerCards(customer, entries, path) {
  const part = (name) => `${path}?part=${name}`;
  return grid(
    card(
      { title: t("customer.profile"), half: true, path: part("profile") },
      profileList(customer),
    ),
    card(
      { title: t("customer.credit"), half: true, path: part("profile") },
      creditList(customer.credit),
    ),
    card({ title: t("customer.facts"), path: part("facts") }, factList(customer.facts)),
    card({ title: t("customer.tags"), half: true, path: part("tags") }, tagTable(customer.tags)),
    card(
      { title: t("customer.journeys"), half: true, path: part("journeys") },
      journeyTable(customer.journeys),
    ),
    timelineCard(path, entries),
  );
}

/** A list of names and values; values that the API leaves out for this user are left out too. */
function definitionList(values) {
  const pair = ([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value));
  const given = values.filter(([, value]) => value !== undefined);
  return element("dl", { class: "facts" }, given.map(pair));
}

const chip = (text, alarming) => element("span", { class: alarming ? "chip alarm" : "chip" }, text);

const yesOrNo = (value) => t(value ? "customer.yes" : "customer.no");

function profileList(customer) {
  return definitionList([
    [t("customer.id"), customer.customerId],
    [t("customer.name"), customer.name],
    [t("customer.phone"), customer.phone],
    [t("customer.stage"), label(customer.stage)],
    [t("customer.tier"), chip(label(customer.tier), customer.tier === "RISK")],
    [t("customer.level"), label(customer.memberLevel)],
    [t("customer.points"), integer(customer.pointsBalance)],
    [t("customer.holdout"), yesOrNo(customer.holdout)],
  ]);
}

function creditList({ limit, used, available, frozen, grade }) {
  return definitionList([
    [t("customer.limit"), money(limit)],
    [t("customer.used"), money(used)],
    [t("customer.available"), money(available)],
    [t("customer.frozen"), frozen ? chip(yesOrNo(true), true) : yesOrNo(false)],
    [t("customer.grade"), grade ?? "–"],
  ]);
}

function factList(facts) {
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  return definitionList(known.map(([name, value]) => [name, factValue(value)]));
}

function factValue(value) {
  if (typeof value === "string" && INSTANT.test(value)) {
    return dateTime(value);
  }
  if (Array.isArray(value)) {
    return value.join(", ");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function tagTable(tags) {
  if (tags.length === 0) {
    return emptyNote(t("customer.noTags"));
  }
  const columns = [
    column(t("customer.tag"), (tag) => tag.tag),
    column(t("customer.since"), (tag) => dateTime(tag.since)),
    column(t("customer.until"), (tag) => dateTime(tag.until)),
    textColumn(t("customer.rule"), (tag) => tag.rule),
    textColumn(t("customer.evidence"), (tag) => (tag.evidence ?? []).join(", ")),
  ];
  return table(t("customer.tags"), columns, tags);
}

function journeyTable(journeys) {
  if (journeys.length === 0) {
    return emptyNote(t("customer.noJourneys"));
  }
  const waits = (journey) => journey.waitingFor.map((wait) => element("div", {}, wait));
  const columns = [
    column(t("customer.process"), (journey) => label(journey.process)),
    column(t("customer.since"), (journey) => dateTime(journey.startedAt)),
    textColumn(t("customer.waitingFor"), waits),
  ];
  return table(t("customer.journeys"), columns, journeys);
}
