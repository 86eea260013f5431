/** Texts of a page in the reader's language, loaded from the en.json or zh.json of the page's folder. */

const STORAGE_KEY = "perennial.language";
const LANGUAGES = ["en", "zh"];
const TAGS = { en: "en", zh: "zh-CN" };

let language = preferredLanguage();
let folder = null;
let texts = {};

/** The language asked for in the address, else the last one chosen, else the browser's. */
function preferredLanguage() {
  const requested = new URLSearchParams(location.search).get("lang");
  const choices = [requested, localStorage.getItem(STORAGE_KEY), navigator.language.slice(0, 2)];
  return choices.find((choice) => LANGUAGES.includes(choice)) ?? "en";
}

export const currentLanguage = () => language;

export const otherLanguage = () => (language === "zh" ? "en" : "zh");

/** The language for the lang attribute and the Accept-Language header. */
export const languageTag = (of = language) => TAGS[of];

async function fetchTexts(wanted) {
  const response = await fetch(`${folder}/${wanted}.json`, { credentials: "same-origin" });
  if (!response.ok) {
    throw new Error(`${response.status} for ${response.url}`);
  }
  return response.json();
}

/** Loads the texts of the page whose files are in that folder. */
export async function loadTexts(path) {
  folder = path;
  texts = await fetchTexts(language);
}

/** Changes to the other language and stores the choice. */
export async function switchLanguage() {
  const wanted = otherLanguage();
  texts = await fetchTexts(wanted);
  language = wanted;
  localStorage.setItem(STORAGE_KEY, wanted);
}

/** The text of a dotted key; {name} in it is replaced by that value. */
export function t(key, values = {}) {
  const text = key.split(".").reduce((node, part) => node?.[part], texts);
  if (typeof text !== "string") {
    console.error(`No text for ${key}`);
    return key;
  }
  return text.replace(/{(\w+)}/g, (placeholder, name) => values[name] ?? placeholder);
}

/** The name of a code of the API; the code itself, or the fallback, where the page has no name for it. */
export const label = (code, fallback = code) =>
  Object.hasOwn(texts.labels, code) ? texts.labels[code] : fallback;

/** Fills the elements of the page that name their text in data-text. */
export function translatePage() {
  document.documentElement.lang = languageTag();
  for (const target of document.querySelectorAll("[data-text]")) {
    target.textContent = t(target.dataset.text);
  }
}
