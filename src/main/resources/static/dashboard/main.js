/** The dashboard: one page whose views are chosen by the fragment of the address, such as #/customer/42. */
import { getJson } from "../shared/api.js";
import { byId, element } from "../shared/dom.js";
import {
  languageTag,
  loadTexts,
  otherLanguage,
  switchLanguage,
  t,
  translatePage,
} from "../shared/i18n.js";
import { disposeCharts } from "./charts.js";
import { alertNote, emptyNote } from "./components.js";
import { installTooltip, setDefinitions } from "./definitions.js";
import { THEMES, applyTheme, chooseTheme, chosenTheme, onSystemThemeChange } from "./theme.js";
import { callbacksView } from "./views/callbacks.js";
import { channelsView } from "./views/channels.js";
import { cohortsView } from "./views/cohorts.js";
import { customerView } from "./views/customer.js";
import { journeysView } from "./views/journeys.js";
import { learningView } from "./views/learning.js";
import { offersView } from "./views/offers.js";
import { stagesView } from "./views/stages.js";
import { todayView } from "./views/today.js";

const VIEWS = {
  today: todayView,
  stages: stagesView,
  cohorts: cohortsView,
  channels: channelsView,
  offers: offersView,
  callbacks: callbacksView,
  journeys: journeysView,
  learning: learningView,
  customer: customerView,
};
const VIEWS_WITHOUT_PERIOD = ["today", "cohorts", "learning", "customer"];
const DAYS = { days7: 7, days30: 30, days90: 90, days365: 365, all: null };

let period = "days90";
let allowedViews = Object.keys(VIEWS);
let businessDay = null; // of the server's clock and zone, which may differ from the browser's
let latestRender = 0;

/** The query string that limits an insight request to the chosen period. */
function periodQuery() {
  const days = DAYS[period];
  if (days === null || businessDay === null) {
    return "";
  }
  const from = new Date(`${businessDay}T00:00:00Z`);
  from.setUTCDate(from.getUTCDate() - days + 1);
  return `?from=${from.toISOString().slice(0, 10)}`;
}

function select(attributes, choices, chosen, name) {
  const option = (choice) =>
    element("option", { value: choice, selected: choice === chosen }, name(choice));
  return element("select", attributes, choices.map(option));
}

function themeSelect() {
  const onchange = (event) => {
    chooseTheme(event.target.value);
    render();
  };
  const attributes = { "data-focus": "theme", "aria-label": t("theme.label"), onchange };
  return select(attributes, THEMES, chosenTheme(), (theme) => t(`theme.${theme}`));
}

function languageButton() {
  const onclick = async () => {
    await switchLanguage();
    render();
  };
  const attributes = { "data-focus": "language", lang: languageTag(otherLanguage()), onclick };
  return element("button", attributes, t("app.otherLanguage"));
}

function periodSelect() {
  const onchange = (event) => {
    period = event.target.value;
    render();
  };
  const attributes = { "data-focus": "period", onchange };
  const choices = select(attributes, Object.keys(DAYS), period, (days) => t(`period.${days}`));
  return element("label", {}, t("period.label"), choices);
}

function renderHeader(current) {
  const link = (view) => {
    const attributes = { href: `#/${view}`, "aria-current": view === current ? "page" : null };
    return element("li", {}, element("a", attributes, t(`view.${view}`)));
  };
  const logo = element("img", { src: "/dashboard/icon.svg", alt: "" });
  byId("header").replaceChildren(
    element(
      "div",
      { class: "bar" },
      element("a", { class: "brand", href: `#/${allowedViews[0]}` }, logo, t("app.title")),
      themeSelect(),
      languageButton(),
    ),
    element("nav", { "aria-label": t("app.views") }, element("ul", {}, allowedViews.map(link))),
  );
  document
    .querySelector("nav [aria-current]")
    ?.scrollIntoView({ block: "nearest", inline: "center" });
}

function viewHead(view) {
  const choice = VIEWS_WITHOUT_PERIOD.includes(view) ? null : periodSelect();
  return [
    element("div", { class: "head" }, element("h1", {}, t(`view.${view}`)), choice),
    element("p", { class: "lead" }, t(`lead.${view}`)),
  ];
}

function errorNote(error) {
  return alertNote(
    error.status === 403 ? t("app.forbidden") : t("app.loadFailed", { message: error.message }),
  );
}

async function viewContent(view, parameters) {
  try {
    const content = await VIEWS[view]({
      query: periodQuery(),
      parameters: parameters.map(decodeURIComponent),
    });
    return [content].flat();
  } catch (error) {
    return [errorNote(error)];
  }
}

/** Draws the view of the address; of several at once only the latest is shown. */
async function render() {
  const current = ++latestRender;
  const [, requested, ...parameters] = location.hash.split("/");
  const view = allowedViews.includes(requested) ? requested : allowedViews[0];
  const focused = document.activeElement?.dataset.focus;
  const main = byId("main");
  translatePage();
  document.title = `${t(`view.${view}`)} · ${t("app.title")}`;
  disposeCharts();
  renderHeader(view);
  main.setAttribute("aria-busy", "true");
  const body = element("div", {}, emptyNote(t("app.loading")));
  main.replaceChildren(...viewHead(view), body);
  if (focused) {
    document.querySelector(`[data-focus=${focused}]`)?.focus();
  }
  const content = await viewContent(view, parameters);
  if (current === latestRender) {
    body.replaceChildren(...content);
    main.setAttribute("aria-busy", "false");
  }
}

async function loadInsight() {
  try {
    setDefinitions(await getJson("/insight/definitions"));
    const today = await getJson("/insight/today");
    businessDay = today.day;
  } catch (error) {
    if (error.status === 403) {
      allowedViews = ["customer"];
    }
  }
}

addEventListener("hashchange", async () => {
  await render();
  byId("main").focus({ preventScroll: true });
  scrollTo(0, 0);
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
onSystemThemeChange(() => {
  applyTheme();
  render();
});

applyTheme();
installTooltip();
await Promise.all([loadTexts("/dashboard"), loadInsight()]);
render();
