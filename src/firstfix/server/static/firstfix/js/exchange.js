/** @file htmx, told about this product: the CSRF token, refusals beside what was pressed, errors in words. */
import { tell } from "./messages.js";
import { say } from "./words.js";

const REFUSED = new Set([403, 409, 422, 429]);

/**
 * Give the place for a refusal: the slot of the form that was sent, else the nearest one, else the messages.
 * @param {Element} pressed
 * @returns {Element | null}
 */
function slotFor(pressed) {
  for (let near = /** @type {Element | null} */ (pressed); near; near = near.parentElement) {
    const slot = near.querySelector("[data-refusal-slot]");
    if (slot) return slot;
  }
  return document.querySelector("#messages [data-live]");
}

document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (!REFUSED.has(detail.xhr.status)) return;
  if (!/data-refusal=/.test(detail.xhr.responseText)) return;
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  const panel = page.querySelector("[data-refusal]");
  if (!panel || detail.xhr.getResponseHeader("HX-Retarget")) return;
  detail.target = slotFor(detail.requestConfig.elt);
  detail.swapOverride = "innerHTML";
  detail.serverResponse = panel.outerHTML;
  detail.shouldSwap = true;
  detail.isError = false;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const slot = detail.elt.querySelector?.("[data-refusal-slot]");
  slot?.replaceChildren();
});

document.addEventListener("htmx:responseError", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  tell(page.querySelector("[data-said]")?.textContent?.trim() || say("failed"));
});

document.addEventListener("htmx:sendError", () => tell(say("not_sent"), "warn"));
document.addEventListener("htmx:timeout", () => tell(say("not_sent"), "warn"));
