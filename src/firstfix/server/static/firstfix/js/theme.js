/** @file The theme switch: as the system, light, dark. theme-first.js applies the choice before the first paint. */
import { say } from "./words.js";

const ORDER = ["system", "light", "dark"];
const KEY = "firstfix.theme";

/** @returns {string} */
function chosen() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {string} theme */
function apply(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch { /* no storage: the choice lasts for this page */ }
}

function label() {
  for (const words of document.querySelectorAll("[data-theme-switch] [data-words]")) words.textContent = say(`theme_${chosen()}`);
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-theme-switch]")) return;
  apply(ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
  label();
});
label();
