/** @file Buttons marked data-copy="<id>" put the text of that part into the clipboard, and say so. */
import { say } from "./words.js";

/** @param {HTMLElement} button @param {string} words */
function answer(button, words) {
  const place = button.querySelector("[data-words]");
  if (place) place.textContent = words;
}

/** @param {HTMLElement} part */
function choose(part) {
  const range = document.createRange();
  range.selectNodeContents(part);
  const chosen = getSelection();
  chosen?.removeAllRanges();
  chosen?.addRange(range);
}

/** @param {HTMLElement} button */
async function copy(button) {
  const part = document.getElementById(button.dataset.copy ?? "");
  if (!part) return;
  // Without a secure connection there is no clipboard: the text is chosen, so that the usual keys copy it.
  const done = await navigator.clipboard?.writeText(part.textContent ?? "").then(() => true, () => false);
  if (!done) choose(part);
  answer(button, say(done ? "copied" : "chosen_to_copy"));
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (button instanceof HTMLElement) copy(button);
});
