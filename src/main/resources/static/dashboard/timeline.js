/** A customer's timeline, latest entries first, with the reasons for what happened and what was withheld. */
import { getJson } from "../shared/api.js";
import { byId, element } from "../shared/dom.js";
import { dateTime } from "../shared/format.js";
import { label, t } from "../shared/i18n.js";
import { card, details } from "./components.js";

const KINDS = ["WITHHELD", "DECISION", "EFFECT", "EVENT", "STAGE", "TIER", "TASK"];

export const PAGE_SIZE = 60;

/** The card of the timeline, filled with the first page of entries; path is the customer's. */
export function timelineCard(path, firstPage) {
  let entries = firstPage;
  let complete = firstPage.length < PAGE_SIZE;
  let selectedKind = null;

  const list = element("ol", { class: "timeline" });
  const moreButton = element("button", { onclick: loadMore }, t("timeline.earlier"));
  const filterButtons = [null, ...KINDS].map((kind) =>
    element("button", { onclick: () => select(kind) }, kindName(kind)),
  );

  function render() {
    const shown = entries.filter((entry) => selectedKind === null || entry.kind === selectedKind);
    list.replaceChildren(...shown.map(listItem));
    moreButton.hidden = complete;
    [null, ...KINDS].forEach((kind, index) => {
      filterButtons[index].setAttribute("aria-pressed", String(kind === selectedKind));
    });
    byId("announcement").textContent = t("timeline.shown", { count: shown.length });
  }

  function select(kind) {
    selectedKind = kind;
    render();
  }

  async function loadMore() {
    moreButton.disabled = true;
    try {
      const before = encodeURIComponent(entries.at(-1).cursor);
      const page = await getJson(`${path}/timeline?limit=${PAGE_SIZE}&before=${before}`);
      complete = page.length < PAGE_SIZE;
      entries = entries.concat(page);
      render();
    } finally {
      moreButton.disabled = false;
    }
  }

  render();
  const filter = element(
    "div",
    { class: "tools", role: "group", "aria-label": t("timeline.kind") },
    filterButtons,
  );
  const more = element("div", { class: "tools" }, moreButton);
  return card(
    { title: t("timeline.title"), path: `${path}/timeline?limit=1000` },
    filter,
    list,
    more,
  );
}

const kindName = (kind) => (kind === null ? t("timeline.all") : label(kind));

function listItem({ at, kind, name, detail }) {
  const hasDetail = Object.keys(detail ?? {}).length > 0;
  return element(
    "li",
    { "data-kind": kind },
    element("time", { datetime: at }, dateTime(at)),
    element("span", { class: "kind" }, label(kind)),
    element(
      "div",
      {},
      element("p", {}, headline(kind, name, detail ?? {})),
      reasonNote(kind, detail ?? {}),
      hasDetail
        ? details(t("timeline.detail"), element("pre", {}, JSON.stringify(detail, null, 1)))
        : null,
    ),
  );
}

function headline(kind, name, detail) {
  switch (kind) {
    case "DECISION":
      return `${name} v${detail.version}: ${outputText(detail.outputs)}`;
    case "STAGE":
      return changeText(detail.fromStage, name);
    case "TIER":
      return changeText(detail.fromTier, name);
    case "WITHHELD":
      return `${name} ${detail.what ?? ""}`;
    default:
      return [name, detail.offer, detail.template, detail.benefit, detail.what]
        .filter(Boolean)
        .join(" · ");
  }
}

const changeText = (from, to) => (from ? `${label(from)} → ${label(to)}` : label(to));

/** The outputs of a decision, rule by rule. */
function outputText(outputs) {
  const rows = [outputs].flat().filter(Boolean);
  const valueText = (value) => (typeof value === "object" ? JSON.stringify(value) : value);
  const rowText = (row) =>
    Object.entries(row)
      .map(([name, value]) => `${name} = ${valueText(value)}`)
      .join(", ");
  return rows.map(rowText).join("; ") || "–";
}

function reasonNote(kind, detail) {
  const reason = reasonText(kind, detail);
  return reason === null ? null : element("p", { class: "reason" }, reason);
}

function reasonText(kind, detail) {
  if (kind === "WITHHELD") {
    return t("timeline.withheld", { reason: label(detail.reason) });
  }
  if (kind === "DECISION") {
    return t("timeline.rules", { rules: (detail.rules ?? []).join(", ") || "–" });
  }
  return detail.cause ? t("timeline.cause", { cause: detail.cause }) : null;
}
