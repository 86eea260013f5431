/** The outcome of an application and its payment schedule. */
import { byId, element } from "../../shared/dom.js";
import { day, money } from "../../shared/format.js";
import { label } from "../../shared/i18n.js";

export const isInReview = (application) => application.status === "IN_REVIEW";

export function renderApplication(application) {
  const { status, reason, orderId, schedule } = application;
  byId("outcome").hidden = false;
  byId("status").className = status;
  byId("status").textContent = label(status);
  byId("reason").textContent = reason || orderId || "";
  byId("cancel").hidden = !isInReview(application);
  byId("schedule").hidden = status === "DECLINED";
  byId("schedule-rows").replaceChildren(...schedule.map(scheduleRow));
}

function scheduleRow({ no, dueOn, principal, interest, fee }) {
  const values = [no, day(dueOn), money(principal), money(interest), money(fee)];
  return element(
    "tr",
    {},
    values.map((value) => element("td", {}, value)),
  );
}
