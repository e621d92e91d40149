/** @file Chosen rows: the bar below says how many, and Shift chooses everything between two. */
import { say } from "./words.js";

/** @type {HTMLInputElement | null} */
let last = null;

/** @param {Element} list */
function boxesOf(list) {
  return /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll(".pick-row")]);
}

function showCount() {
  const count = document.querySelectorAll(".pick-row:checked").length;
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    /** @type {HTMLElement} */ (bar).hidden = count === 0;
    const words = bar.querySelector("[data-words]");
    if (words) words.textContent = say("rows_chosen", { n: count });
  }
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches(".pick-row")) return;
  const list = box.closest("[data-rows]");
  if (event.shiftKey && last && list?.contains(last)) {
    const boxes = boxesOf(list);
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to)) between.checked = box.checked;
  }
  last = box;
});
document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.matches(".pick-row")) showCount();
});
document.addEventListener("htmx:load", showCount);
showCount();
