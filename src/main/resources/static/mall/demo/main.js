/** A demo shop whose checkout pays in installments, through the public API. */
import { getJson, postJson } from "../../shared/api.js";
import { byId } from "../../shared/dom.js";
import {
  currentLanguage,
  languageTag,
  loadTexts,
  otherLanguage,
  switchLanguage,
  t,
  translatePage,
} from "../../shared/i18n.js";
import { isInReview, renderApplication } from "./application.js";
import { renderPlanSummary, renderQuote, selectedPlan } from "./checkout.js";
import { renderProducts } from "./products.js";

const STORAGE_KEY = "perennial.shopper";
const POLL_INTERVAL = 3000;

let shopper =
  new URLSearchParams(location.search).get("customerId") || localStorage.getItem(STORAGE_KEY);
let product = null;
let quote = null;
let application = null;

function showNotice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
}

/** Makes a function that shows a notice where the action fails. */
function withNotice(action) {
  return async (...parameters) => {
    try {
      await action(...parameters);
    } catch (error) {
      showNotice(t("app.failed", { message: error.message }));
    }
  };
}

function newId(prefix) {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return `${prefix}-${high}-${low}`;
}

/** Registers a new shopper with a credit assessment, as the back end of a shop would. */
async function registerShopper() {
  const customerId = newId("shopper");
  const occurredAt = new Date(Date.now() - 1000).toISOString();
  const event = (type, data) => ({ eventId: newId("shop"), type, customerId, occurredAt, data });
  const result = await postJson("/events", [
    event("CUSTOMER_REGISTERED", { channel: "APPLIANCE_STORE", locale: currentLanguage() }),
    event("CREDIT_ASSESSED", { grade: "A", limit: 20000 }),
  ]);
  if (result.rejected.length > 0) {
    throw new Error(result.rejected[0].message);
  }
  shopper = customerId;
  localStorage.setItem(STORAGE_KEY, customerId);
}

function render() {
  translatePage();
  document.title = t("app.title");
  byId("language").lang = languageTag(otherLanguage());
  byId("customer").textContent = shopper ?? "";
  renderProducts(product, withNotice(selectProduct));
  if (quote) {
    renderQuote(product, quote);
  }
  if (application) {
    renderApplication(application);
  }
}

const purchase = () => ({
  customerId: shopper,
  category: product.category,
  product: product.name,
  price: product.price,
});

const requestQuote = () => postJson("/mall/quotes", purchase());

const requestApplication = (id) => getJson(`/mall/applications/${id}`);

async function selectProduct(selected) {
  showNotice("");
  product = selected;
  quote = null;
  application = null;
  byId("outcome").hidden = true;
  byId("apply").disabled = true;
  const received = await requestQuote();
  if (product !== selected) {
    return;
  }
  quote = received;
  render();
  byId("checkout").hidden = false;
  byId("plans").hidden = false;
  byId("checkout").scrollIntoView({ block: "start" });
}

async function apply() {
  const { periods, couponId } = selectedPlan(quote);
  const applied = product;
  showNotice("");
  byId("apply").disabled = true;
  try {
    const body = { ...purchase(), applicationId: newId("demo"), periods, couponId };
    const received = await postJson("/mall/applications", body);
    if (product !== applied) {
      return;
    }
    application = received;
  } finally {
    if (product === applied) {
      byId("apply").disabled = false;
    }
  }
  byId("plans").hidden = true;
  renderApplication(application);
  pollReview(application.applicationId);
}

/** Asks for the application until it is decided or another one is shown. */
async function pollReview(id) {
  const isCurrent = () => application?.applicationId === id;
  const refresh = withNotice(async () => {
    const received = await requestApplication(id);
    if (isCurrent()) {
      application = received;
      renderApplication(application);
    }
  });
  while (isCurrent() && isInReview(application)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
    await refresh();
  }
}

async function cancelApplication() {
  application = await postJson(`/mall/applications/${application.applicationId}/cancellations`, {});
  renderApplication(application);
}

/** Texts of the API follow the language too. */
async function changeLanguage() {
  await switchLanguage();
  render();
  const current = product;
  const id = application?.applicationId;
  const receivedQuote = product ? await requestQuote() : null;
  const receivedApplication = id ? await requestApplication(id) : null;
  if (product === current && application?.applicationId === id) {
    quote = receivedQuote;
    application = receivedApplication;
    render();
  }
}

async function changeShopper() {
  await registerShopper();
  product = null;
  quote = null;
  application = null;
  byId("checkout").hidden = true;
  render();
}

byId("language").addEventListener("click", withNotice(changeLanguage));
byId("new-shopper").addEventListener("click", withNotice(changeShopper));
byId("cancel").addEventListener("click", withNotice(cancelApplication));
byId("plans").addEventListener("change", () => renderPlanSummary(quote));
byId("plans").addEventListener("submit", (event) => {
  event.preventDefault();
  withNotice(apply)();
});

await loadTexts("/mall/demo");
render();
if (!shopper) {
  await withNotice(registerShopper)();
  render();
}
