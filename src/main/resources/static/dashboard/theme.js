/** Light and dark: the reader's choice, or the system's. */

const STORAGE_KEY = "perennial.theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export const THEMES = ["auto", "light", "dark"];

export const chosenTheme = () => localStorage.getItem(STORAGE_KEY) ?? "auto";

export function applyTheme() {
  const choice = chosenTheme();
  const dark = choice === "dark" || (choice === "auto" && systemIsDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function chooseTheme(choice) {
  localStorage.setItem(STORAGE_KEY, choice);
  applyTheme();
}

export function onSystemThemeChange(listener) {
  systemIsDark.addEventListener("change", listener);
}

/** A color of the theme, by the name of its custom property. */
export const color = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
