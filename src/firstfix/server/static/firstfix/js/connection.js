/** @file The offline and online sign in the bar. A page of the phone app says how many entries wait by `firstfix:waiting`. */
import { say } from "./words.js";

const sign = /** @type {HTMLElement | null} */ (document.querySelector("[data-connection]"));
let waitingCount = 0;

function show() {
  if (!sign) return;
  const state = navigator.onLine ? "online" : "offline";
  const use = sign.querySelector("use");
  sign.dataset.state = state;
  sign.hidden = false;
  use?.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*$/, `#${state}`));
  const words = sign.querySelector("[data-words]");
  if (words) words.textContent = waitingCount ? `${say(state)} · ${waitingCount}` : say(state);
}

addEventListener("online", show);
addEventListener("offline", show);
document.addEventListener("firstfix:waiting", (event) => {
  waitingCount = /** @type {CustomEvent<number>} */ (event).detail;
  show();
});
show();
