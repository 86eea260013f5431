import { get } from "./api.js";
import { define, forgetCharts, h } from "./parts.js";
import { language, say, speak } from "./words.js";
import { today } from "./views/today.js";
import { stages } from "./views/stages.js";
import { cohorts } from "./views/cohorts.js";
import { channels } from "./views/channels.js";
import { offers } from "./views/offers.js";
import { callbacks } from "./views/callbacks.js";
import { journeys } from "./views/journeys.js";
import { customer } from "./views/customer.js";
import { learning } from "./views/learning.js";

const views = { today, stages, cohorts, channels, offers, callbacks, journeys, learning, customer };
const spans = { days7: 7, days30: 30, days90: 90, days365: 365, all: null };
const timeless = new Set(["today", "customer", "cohorts", "learning"]);

let period = "days90";
let insightful = true;
let business = null; // the house's day, which may be another than the browser's
let turn = 0;

const main = document.getElementById("main");

function theme(choice) {
  const dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

const chosenTheme = () => localStorage.getItem("perennial.theme") ?? "auto";

/** The days that are asked about, for a question's address. */
function span() {
  const days = spans[period];
  if (days === null || business === null) return "";
  const from = new Date(business + "T00:00:00Z");
  from.setUTCDate(from.getUTCDate() - days + 1);
  return `?from=${from.toISOString().slice(0, 10)}`;
}

function header(current) {
  const shown = Object.keys(views).filter(view => insightful || view === "customer");
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("header").replaceChildren(
    h("div", { class: "bar" },
      h("a", { class: "brand", href: "#/" + shown[0] }, h("img", { src: "/dashboard/icon.svg", alt: "" }), say("title")),
      h("select", { "data-keep": "theme", "aria-label": say("theme"), onchange: event => { localStorage.setItem("perennial.theme", event.target.value); theme(event.target.value); draw(); } },
        ["auto", "light", "dark"].map(choice => h("option", { value: choice, selected: choice === chosenTheme() }, say(choice)))),
      h("button", { "data-keep": "language", lang: language === "zh" ? "en" : "zh", onclick: () => { speak(language === "zh" ? "en" : "zh"); draw(); } }, say("language"))),
    h("nav", { "aria-label": say("views") }, h("ul", {}, shown.map(view =>
      h("li", {}, h("a", { href: "#/" + view, "aria-current": view === current ? "page" : null }, say(view)))))));
  document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

function head(view) {
  return [h("div", { class: "head" }, h("h1", {}, say(view)),
    timeless.has(view) ? null : h("label", {}, say("period"),
      h("select", { "data-keep": "period", onchange: event => { period = event.target.value; draw(); } },
        Object.keys(spans).map(days => h("option", { value: days, selected: days === period }, say(days)))))),
  h("p", { class: "lead" }, say(view + "Lead"))];
}

const apology = problem => h("p", { class: "problem", role: "alert" },
  problem.status === 403 ? say("forbidden") : `${say("failed")}: ${problem.message}`);

async function draw() {
  const mine = ++turn;
  const [, asked, ...rest] = location.hash.split("/");
  const view = views[asked] && (insightful || asked === "customer") ? asked : insightful ? "today" : "customer";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = `${say(view)} · ${say("title")}`;
  const kept = document.activeElement?.dataset.keep; // what was in focus is about to be drawn anew
  header(view);
  main.setAttribute("aria-busy", "true");
  forgetCharts();
  const body = h("div", {}, h("p", { class: "empty" }, say("loading")));
  main.replaceChildren(...head(view), body);
  if (kept) document.querySelector(`[data-keep=${kept}]`)?.focus();
  try {
    const drawn = await views[view]({ span: span(), rest: rest.map(decodeURIComponent), redraw: draw });
    if (mine === turn) body.replaceChildren(...[drawn].flat());
  } catch (problem) {
    if (mine === turn) body.replaceChildren(apology(problem));
  }
  if (mine === turn) main.setAttribute("aria-busy", "false");
}

addEventListener("hashchange", async () => { await draw(); main.focus({ preventScroll: true }); scrollTo(0, 0); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { theme(chosenTheme()); draw(); });

theme(chosenTheme());
try {
  define(await get("/insight/definitions"));
  business = (await get("/insight/today")).day;
} catch (problem) {
  insightful = problem.status !== 403;
}
draw();
