/** Names and definitions of the numbers, from /insight/definitions, and the tooltip that shows them. */
import { byId, element } from "../shared/dom.js";
import { currentLanguage, t } from "../shared/i18n.js";

const MARGIN = 12;
const GAP = 8;

let definitions = {};

export function setDefinitions(loaded) {
  definitions = loaded;
}

/** The name of a number as text. */
export const numberName = (view, number) =>
  definitions[`${view}.${number}`]?.[currentLanguage()].name ?? number;

/** The name of a number, with its definition on hover and focus. */
export function term(view, number) {
  const attributes = { class: "term", tabindex: 0, "data-number": `${view}.${number}` };
  return element("span", attributes, numberName(view, number));
}

const termAt = (event) => event.target.closest?.("[data-number]");

function showTooltip(shown) {
  const definition = definitions[shown.dataset.number];
  if (!definition) {
    return;
  }
  const tooltip = byId("tooltip");
  const source = element("small", {}, t("app.source", { tables: definition.source }));
  tooltip.replaceChildren(definition[currentLanguage()].meaning, source);
  tooltip.hidden = false;
  shown.setAttribute("aria-describedby", tooltip.id);
  placeTooltip(tooltip, shown.getBoundingClientRect());
}

/** Below the term where there is space, else above it. */
function placeTooltip(tooltip, anchor) {
  const { width, height } = tooltip.getBoundingClientRect();
  const fitsBelow = anchor.bottom + GAP + height < innerHeight;
  const left = Math.max(MARGIN, Math.min(anchor.left, innerWidth - width - MARGIN));
  const top = fitsBelow ? anchor.bottom + GAP : Math.max(GAP, anchor.top - height - GAP);
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${top}px`;
}

function hideTooltip() {
  const tooltip = byId("tooltip");
  tooltip.hidden = true;
  for (const described of document.querySelectorAll(`[aria-describedby=${tooltip.id}]`)) {
    described.removeAttribute("aria-describedby");
  }
}

function update(event) {
  hideTooltip();
  const shown = termAt(event);
  if (shown) {
    showTooltip(shown);
  }
}

/** Shows definitions from now on. */
export function installTooltip() {
  document.addEventListener("mouseover", update);
  document.addEventListener("focusin", update);
  document.addEventListener("scroll", hideTooltip, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hideTooltip();
    }
  });
}
