/** @file Live updates: a page that is open shows what changed, without disturbing whoever works on it.
 *  The server says only that something changed; the page then asks for itself, with the person's own rights. */
import { offer } from "./messages.js";
import { say } from "./words.js";

const WHAT_AGES = "time, .clock, .aside-words, input, [data-age]";
// What was refused holds words that are kept nowhere else, and says why.
const IN_USE = "input:focus, textarea:focus, select:focus, .pick-row:checked, [popover]:popover-open, [data-refusal], [aria-invalid=true]";
const PAUSE_MS = 5_000, LONGEST_PAUSE_MS = 120_000;

/** @type {EventSource | null} */
let source = null;
let pauseMs = PAUSE_MS;
let isTyping = false;
let isAsking = false;

function main() {
  return /** @type {HTMLElement} */ (document.getElementById("main"));
}

function ticket() {
  return document.body.dataset.watches ?? "";
}

/** Whether showing something new would take work, a choice or a place out of somebody's hands. */
function isBusy() {
  const selection = document.getSelection();
  return isTyping
    || Boolean(main().querySelector(IN_USE))
    || Boolean(document.querySelector("dialog[open]"))
    || Boolean(document.body.dataset.inHand)
    || Boolean(selection && !selection.isCollapsed && main().contains(selection.anchorNode));
}

/** @param {ParentNode} page @returns {Set<string>} */
function namesOf(page) {
  return new Set([...page.querySelectorAll("[data-row], .timeline > li")].map(nameOf));
}

/** What a row says, without what changes by itself. @param {Element} row */
function nameOf(row) {
  const copy = /** @type {Element} */ (row.cloneNode(true));
  for (const aging of copy.querySelectorAll(WHAT_AGES)) aging.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** @param {HTMLDetailsElement} fold @param {number} at */
function keyOf(fold, at) {
  return fold.id || `${at}:${fold.querySelector("summary")?.textContent?.trim()}`;
}

/** @param {ParentNode} page */
function foldsOf(page) {
  return /** @type {HTMLDetailsElement[]} */ ([...page.querySelectorAll("details")]);
}

/** What scrolls by itself and stays where it was. @param {ParentNode} page */
function scrolledIn(page) {
  return /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[data-keeps-scroll]")]);
}

/** How to find what has the focus, once the page is shown anew: by its id, or as a link by where it leads. */
function wayToFocus() {
  const part = document.activeElement;
  if (!part || part === main() || !main().contains(part)) return "";
  if (part.id) return `#${CSS.escape(part.id)}`;
  const href = part.getAttribute("href");
  return href ? `${part.localName}[href="${CSS.escape(href)}"]` : "";
}

/** @param {Document} page */
function show(page) {
  const fresh = page.getElementById("main");
  if (!fresh) return;
  const before = namesOf(main());
  const open = new Map(foldsOf(main()).map((fold, at) => [keyOf(fold, at), fold.open]));
  const focused = wayToFocus();
  const places = new Map(scrolledIn(main()).map((part) => [part.id, [part.scrollLeft, part.scrollTop]]));
  foldsOf(fresh).forEach((fold, at) => (fold.open = open.get(keyOf(fold, at)) ?? fold.open));
  for (const row of fresh.querySelectorAll("[data-row], .timeline > li")) row.classList.toggle("just-changed", !before.has(nameOf(row)));
  main().replaceChildren(...fresh.childNodes);
  for (const part of scrolledIn(main())) part.scrollTo(.../** @type {[number, number]} */ (places.get(part.id) ?? [0, 0]));
  document.body.dataset.watches = page.body.dataset.watches ?? "";
  document.title = page.title;
  isTyping = false;
  const focus = focused && main().querySelector(focused);
  if (focus instanceof HTMLElement) focus.focus({ preventScroll: true });
  // @ts-expect-error htmx is a classic script
  globalThis.htmx?.process(main());
  main().dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: main() } }));
}

/** Ask for the page anew; with a stale ticket nothing may have changed, and it is the new ticket that matters. */
export async function refresh() {
  if (isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return close();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (isBusy()) {
      document.body.dataset.watches = page.body.dataset.watches ?? "";
      offer(say("changed_here"), say("show_it"), () => { isTyping = false; refreshNow(); });
    } else show(page);
  } catch {
    // Offline: the sign in the bar says so, and the stream tries again.
  } finally {
    isAsking = false;
  }
}

async function refreshNow() {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  for (const box of main().querySelectorAll(".pick-row:checked")) /** @type {HTMLInputElement} */ (box).checked = false;
  document.getSelection()?.removeAllRanges();
  await refresh();
}

function close() {
  source?.close();
  source = null;
}

function listen() {
  if (source || !ticket() || document.visibilityState !== "visible") return;
  source = new EventSource(`/live?ticket=${encodeURIComponent(ticket())}`);
  source.addEventListener("open", () => (pauseMs = PAUSE_MS));
  source.addEventListener("changed", refresh);
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    // The ticket is too old, or the server rests: a page asked for anew brings another.
    close();
    setTimeout(async () => {
      await refresh();
      listen();
    }, pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  });
}

// A browser opens six connections to one place in all its tabs: only the tab that is looked at holds one.
document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? listen() : close()));
document.addEventListener("input", (event) => {
  if (event.target instanceof Element && main().contains(event.target) && !event.target.closest("[role=search]")) isTyping = true;
});
document.addEventListener("submit", () => (isTyping = false));
addEventListener("pagehide", close);
addEventListener("pageshow", listen);
listen();
