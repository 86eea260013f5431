/** Numbers, money and dates in the reader's language; "–" where there is no value. */
import { currentLanguage } from "./i18n.js";

const NONE = "–";
const LOCALES = { en: "en-GB", zh: "zh-CN" };
const DATES = {
  en: { year: "numeric", month: "short", day: "numeric" },
  zh: { year: "numeric", month: "2-digit", day: "2-digit" },
};
const TIME = { hour: "2-digit", minute: "2-digit" };
const YUAN = { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" };

const isMissing = (value) => value === null || value === undefined;

function formatNumber(value, options) {
  return isMissing(value)
    ? NONE
    : new Intl.NumberFormat(LOCALES[currentLanguage()], options).format(value);
}

function formatDate(value, options) {
  return value
    ? new Intl.DateTimeFormat(LOCALES[currentLanguage()], options).format(new Date(value))
    : NONE;
}

const digits = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });

export const integer = (value) => formatNumber(value, digits(0));

export const decimal = (value) => formatNumber(value, digits(2));

export const percent = (value) => formatNumber(value, { style: "percent", ...digits(1) });

/** A large number in short, such as 1.2K. */
export const compact = (value) => formatNumber(value, { notation: "compact" });

/** Yuan to the cent. */
export const money = (value) => formatNumber(value, YUAN);

/** Yuan for overviews: whole yuan from 1,000 up. */
export const roundedMoney = (value) =>
  formatNumber(value, { ...YUAN, ...digits(Math.abs(value) < 1000 ? 2 : 0) });

/** A calendar day of the API, such as 2026-11-28, as it is. */
export const day = (value) => formatDate(value, { ...DATES[currentLanguage()], timeZone: "UTC" });

/** A point in time, in the time zone of the browser. */
export const dateTime = (value) => formatDate(value, { ...DATES[currentLanguage()], ...TIME });
