/** @file What is in the hand: the block or card that was picked up, where it would go, and giving it. */
import { refresh } from "../live.js";
import { offer } from "../messages.js";
import { grid, lengthOf, minuteOf, placeOf, stampOf, within, wordsOf } from "./grid.js";

/** @typedef {{source: HTMLElement, lane: HTMLElement | null, minute: number, way: number, ghost: HTMLElement}} Hand */

/** @type {Hand | null} */
let hand = null;

export const SNAP = 15;

/** @param {string} key @param {Record<string, string>} [places] @returns {string} */
function wordsFor(key, places = {}) {
  const words = JSON.parse(grid()?.dataset.words ?? "{}")[key] ?? "";
  return words.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => places[name] ?? whole);
}

/** @param {string} key @param {Record<string, string>} [places] */
function say(key, places = {}) {
  const region = document.getElementById("board-says");
  if (region) region.textContent = wordsFor(key, places);
}

export function held() {
  return hand;
}

/** @param {HTMLElement} source */
function nameOf(source) {
  return source.dataset.name ?? source.textContent ?? "";
}

/** How long the way before is: the striped share of the block. @param {HTMLElement} source */
function wayOf(source) {
  return lengthOf(source) * (Number(/\bt(\d+)/.exec(source.className)?.[1] ?? 0) / 100);
}

/** @param {number} minute */
export function snap(minute) {
  return Math.round(minute / SNAP) * SNAP;
}

/** Take something up; it stays where it is until it is dropped. @param {HTMLElement} source @param {number} [minute] */
export function pickUp(source, minute) {
  const way = source.dataset.order ? 0 : wayOf(source);
  const lane = /** @type {HTMLElement | null} */ (source.closest(".lane"));
  const ghost = document.createElement("span");
  ghost.className = "ghost";
  hand = { source, lane, minute: minute ?? snap(minuteOf(source) + way), way, ghost };
  source.classList.add("in-hand");
  document.body.dataset.inHand = "yes";
  say("picked", { name: nameOf(source) });
}

/** Show where it would go. @param {HTMLElement} lane @param {number} minute @param {number} [step] */
export function aim(lane, minute, step = 0) {
  if (!hand) return;
  const place = within(minute, step);
  if (hand.lane === lane && hand.minute === place && hand.ghost.isConnected) return;
  hand.lane?.classList.remove("aimed");
  hand.lane = lane;
  hand.minute = place;
  const minutes = Number(hand.source.dataset.minutes ?? 0) || lengthOf(hand.source) - hand.way;
  const first = placeOf(hand.minute), last = placeOf(hand.minute + minutes);
  hand.ghost.className = `ghost x${first} w${Math.max(last - first, 1)}`;
  hand.ghost.textContent = stampOf(hand.minute).slice(11);
  lane.classList.add("aimed");
  lane.querySelector(".track")?.append(hand.ghost);
  say("at", { engineer: lane.dataset.name ?? "", when: wordsOf(hand.minute) });
}

/** Let go without changing anything. */
export function putBack() {
  const name = hand ? nameOf(hand.source) : "";
  letGo();
  say("left", { name });
}

function letGo() {
  hand?.ghost.remove();
  hand?.lane?.classList.remove("aimed");
  hand?.source.classList.remove("in-hand");
  delete document.body.dataset.inHand;
  hand = null;
}

/** Give what is held to the engineer under it; a refusal opens beside the board with the way out. */
export async function drop() {
  if (!hand?.lane) return putBack();
  const { source, lane, minute } = hand;
  const told = { name: nameOf(source), engineer: lane.dataset.name ?? "", when: wordsOf(minute) };
  say("dropping", told);
  try {
    const answer = await fetch(grid()?.dataset.place ?? "", { method: "POST", headers: heads(), body: fieldsOf(source, lane, minute) });
    letGo();
    if (answer.status === 204) {
      await refresh();
      say("done", told);
      offerBack(JSON.parse(answer.headers.get("X-Stood") ?? "null"), told);
    } else showRefusal(await answer.text());
  } catch {
    letGo();
    say("failed");
  }
}

/** Offer to take a drop back: to where the visit stood, or from the engineer who had it for a moment.
 *  @param {{visit: string, engineer?: string, start_at?: string, release?: string} | null} stood @param {Record<string, string>} told */
function offerBack(stood, told) {
  if (stood) offer(wordsFor("done", told), wordsFor("undo"), () => takeBack(stood, told));
}

/** @param {{visit: string, engineer?: string, start_at?: string, release?: string}} stood @param {Record<string, string>} told */
async function takeBack({ release, ...stood }, told) {
  const fields = new URLSearchParams({ next: grid()?.dataset.next ?? "/board", ...(release ? { because: wordsFor("taken_back") } : stood) });
  try {
    const answer = await fetch(release ?? grid()?.dataset.place ?? "", { method: "POST", headers: heads(), body: fields });
    if (!answer.ok) return showRefusal(await answer.text());
    await refresh();
    say("undone", told);
  } catch {
    say("failed");
  }
}

function heads() {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  return { "HX-Request": "true", "X-CSRFToken": token };
}

/** @param {HTMLElement} source @param {HTMLElement} lane @param {number} minute */
function fieldsOf(source, lane, minute) {
  const fields = new URLSearchParams({ command_id: crypto.randomUUID?.() ?? "", engineer: lane.dataset.engineer ?? "", start_at: stampOf(minute), next: grid()?.dataset.next ?? "/board" });
  const visit = source.dataset.visit ?? new URL(/** @type {HTMLAnchorElement} */ (source).href ?? location.href, location.href).searchParams.get("visit");
  if (source.dataset.order) fields.set("order", source.dataset.order);
  if (visit) fields.set("visit", visit);
  return fields;
}

/** @param {string} text */
function showRefusal(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const told = page.querySelector("[data-placed-refused]");
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("not-given"));
  if (!told || !dialog) return say("failed");
  dialog.querySelector("[data-place]")?.replaceChildren(document.adoptNode(told));
  say("refused", { reason: dialog.querySelector("[data-refusal] h2")?.textContent?.trim() ?? "" });
  dialog.showModal();
  // @ts-expect-error htmx is a classic script
  globalThis.htmx?.process(dialog);
}
