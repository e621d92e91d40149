/** @file Reasons in lists: a link marked data-explains opens the [data-reason] part of its page beside itself. */
import { say } from "./words.js";

const panel = document.getElementById("reason-here");

/** @param {string} address @returns {Promise<Node[]>} */
async function fetchReason(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const reason = answer.ok ? page.querySelector("[data-reason]") : null;
  if (!reason) throw new Error(`No reason at ${address}`);
  return [...reason.childNodes].map((node) => document.adoptNode(node));
}

/** @param {HTMLAnchorElement} link */
async function explain(link) {
  const parts = await fetchReason(link.href).catch(() => [document.createTextNode(say("no_reason"))]);
  panel?.replaceChildren(...parts);
  // Browsers that do not know `source` yet show the panel in the middle of the page.
  panel?.showPopover(/** @type {any} */ ({ source: link }));
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-explains]") : null;
  const wantsNewTab = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!(link instanceof HTMLAnchorElement) || wantsNewTab || !panel?.showPopover) return;
  event.preventDefault();
  explain(link);
});
panel?.addEventListener("toggle", () => {
  if (!panel.matches(":popover-open")) panel.replaceChildren();
});
