import { get } from "../api.js";
import { card, h, table, term } from "../parts.js";
import { count, instant, say, yuan } from "../words.js";

const numbers = ["registrations", "activeCustomers", "activations", "orders", "spend", "couponsIssued", "couponsRedeemed", "couponCost", "messages", "withheld",
  "churnWarnings", "returned", "lost", "callbacksCreated", "callbacksDone", "openTasks", "journeysRunning", "customers"];
const money = new Set(["spend", "couponCost"]);

export async function today() {
  const [now, reviews] = await Promise.all([get("/insight/today"), get("/insight/reviews")]);
  const tiles = h("ul", { class: "tiles" }, numbers.map(number => {
    const told = money.has(number) ? yuan(now[number]) : count(now[number]);
    return h("li", {}, h("a", { class: told.length > 10 ? "number long" : "number", href: "/api/v1/insight/today?format=csv", download: true }, told), term("today", number));
  }));
  return [h("p", { class: "lead" }, instant(now.at)), tiles,
    h("div", { class: "grid" }, card({ title: say("review"), path: "/insight/reviews" }, reviews.length === 0 ? h("p", { class: "empty" }, say("reviewNone")) : reviewTable(reviews)))];
}

const reviewTable = reviews => table(say("review"), [
  { head: say("startedAt"), cell: row => instant(row.startedAt) },
  { head: say("progress"), cell: row => h("progress", { max: Math.max(1, row.planned), value: row.done, "aria-label": `${count(row.done)} / ${count(row.planned)}` }) },
  ...["done", "planned", "changed", "started", "chunksDone", "chunks", "secondsLeft"].map(number => ({ head: term("reviews", number), cell: row => count(row[number]) })),
  { head: say("endedAt"), cell: row => (row.endedAt ? instant(row.endedAt) : say("running")) },
], reviews);
