/** @file Single keys for experts. They never fire while somebody types, and can be switched off (WCAG 2.1.4). */
import { switchTimes } from "./ages.js";
import { keep, kept } from "./kept.js";
import { say } from "./words.js";

const TYPING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable], dialog[open], [popover]:popover-open";

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll("[data-row]")].filter((row) => row instanceof HTMLElement && row.offsetParent !== null);
}

/** @returns {HTMLElement | null} */
function currentRow() {
  return /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-row]") ?? null);
}

/** @param {number} step */
function move(step) {
  const all = rows();
  const row = currentRow();
  const at = row ? all.indexOf(row) + step : step > 0 ? 0 : all.length - 1;
  const next = all[Math.max(0, Math.min(all.length - 1, at))];
  next?.querySelector("a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function choose() {
  const box = /** @type {HTMLInputElement | null} */ (currentRow()?.querySelector(".pick-row") ?? null);
  box?.click();
}

function explain() {
  const why = /** @type {HTMLElement | null} */ (
    currentRow()?.querySelector("[data-why]") ?? (currentRow() ? null : document.querySelector("main [data-why]")));
  if (why) why.click();
  else open("key-help");
}

/** @param {string} id */
function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function focusSearch() {
  const search = /** @type {HTMLElement | null} */ (document.querySelector("main [data-search-here]"));
  if (search) search.focus();
  else document.dispatchEvent(new CustomEvent("firstfix:palette"));
}

function focusAction() {
  /** @type {HTMLElement | null} */ (document.querySelector("main [data-primary]"))?.focus();
}

/** @type {Record<string, () => void>} */
const KEYS = { j: () => move(1), k: () => move(-1), x: choose, a: focusAction, t: switchTimes, "?": explain, "/": focusSearch };

/** @returns {boolean} */
function areKeysOn() {
  return kept("keys") !== "off";
}

function label() {
  for (const words of document.querySelectorAll("[data-keys-switch] [data-words]")) words.textContent = say(areKeysOn() ? "keys_on" : "keys_off");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (!areKeysOn() || (event.target instanceof Element && event.target.closest(TYPING))) return;
  const own = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]`);
  const action = own instanceof HTMLElement ? () => own.click() : KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-keys-switch]")) {
    keep("keys", areKeysOn() ? "off" : "on");
    label();
  }
  if (event.target.closest('[data-opens="key-help"]')) open("key-help");
});
label();
