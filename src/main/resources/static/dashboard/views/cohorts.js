import { get } from "../api.js";
import { card, h, nameOf, term } from "../parts.js";
import { count, language, percent, say } from "../words.js";

const shown = 18;

export async function cohorts() {
  const rows = (await get("/insight/cohorts")).slice(-24);
  return h("div", { class: "grid" }, card({ title: say("cohorts"), path: "/insight/cohorts" }, rows.length === 0 ? h("p", { class: "empty" }, say("nothing")) : heat(rows)));
}

function heat(rows) {
  const months = Math.min(shown, Math.max(...rows.map(row => row.months.length)));
  const nth = n => (language === "zh" ? `${n} 月后` : `+${n}`);
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": say("cohorts") }, h("table", { class: "heat" },
    h("caption", {}, term("cohorts", "share"), " · ", term("cohorts", "active")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("cohort")), h("th", { scope: "col" }, term("cohorts", "customers")),
      Array.from({ length: months }, (_, n) => h("th", { scope: "col" }, nth(n))))),
    h("tbody", {}, rows.map(row => h("tr", {}, h("th", { scope: "row" }, row.cohort), h("th", {}, count(row.customers)),
      row.months.slice(0, months).map(month => {
        const cell = h("td", { class: (month.share > 0.55 ? "strong " : "") + (month.month === row.months.length - 1 ? "now" : ""),
          title: `${nameOf("cohorts", "active")}: ${count(month.active)}` }, percent(month.share));
        cell.style.setProperty("--share", month.share > 0.55 ? Math.max(0.92, month.share) : month.share * 0.5);
        return cell;
      }))))));
}
