/** The checkout: a product with its installment plans. */
import { byId, element } from "../../shared/dom.js";
import { decimal, money } from "../../shared/format.js";
import { label, t } from "../../shared/i18n.js";
import { productName } from "./products.js";

const selectedPeriods = () => Number(new FormData(byId("plans")).get("periods"));

export const selectedPlan = (quote) =>
  quote.plans.find((plan) => plan.periods === selectedPeriods());

/** Draws a quote; the selected plan stays selected, else the longest one is. */
export function renderQuote(product, quote) {
  const { plans, available } = quote;
  byId("product-name").textContent = productName(product);
  byId("price").textContent = money(product.price);
  byId("available").textContent = money(available);
  const selected = selectedPlan(quote) ?? plans.at(-1);
  byId("choices").replaceChildren(...plans.map((plan) => planChoice(plan, plan === selected)));
  byId("apply").disabled = plans.length === 0;
  renderPlanSummary(quote);
}

function planChoice(plan, checked) {
  const payment = t("checkout.payment", {
    periods: plan.periods,
    amount: money(plan.monthlyPayment),
  });
  return element(
    "label",
    {},
    element("input", { type: "radio", name: "periods", value: plan.periods, checked }),
    element("b", {}, payment),
    planNotes(plan).map(([text, style]) => element("small", { class: style }, text)),
  );
}

/** What the plan costs and gives, as pairs of text and style. */
function planNotes(plan) {
  const hasInterest = Number(plan.totalInterest) > 0;
  const notes = [
    [
      hasInterest
        ? t("checkout.interest", { amount: money(plan.totalInterest) })
        : t("checkout.interestFree"),
    ],
  ];
  if (Number(plan.totalFee) > 0) {
    notes.push([t("checkout.fee", { amount: money(plan.totalFee) })]);
  }
  if (plan.couponId) {
    notes.push([t("checkout.couponSaves", { amount: money(plan.couponSaves) }), "perk"]);
  }
  for (const perk of plan.perks) {
    notes.push([label(perk), "perk"]);
  }
  if (plan.eligibility !== "APPROVE") {
    notes.push([label(plan.eligibility), plan.eligibility.toLowerCase()]);
  }
  return notes;
}

/** Draws the total cost of the selected plan, and why it may need a review. */
export function renderPlanSummary(quote) {
  const plan = selectedPlan(quote);
  byId("plan-summary").textContent = plan ? planSummary(plan) : t("checkout.noPlans");
}

function planSummary({ apr, principal, totalInterest, totalFee, reason }) {
  const total = Number(principal) + Number(totalInterest) + Number(totalFee);
  const parts = [
    t("checkout.apr", { rate: decimal(apr) }),
    t("checkout.total", { amount: money(total) }),
    reason,
  ];
  return parts.filter(Boolean).join(" · ");
}
