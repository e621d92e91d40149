/** @file Moving with keys: Space picks up, arrows aim, Enter drops, Escape puts back. With nothing in the hand the
 *  arrows go from block to block. */
import { grid, lanes, minuteOf } from "./grid.js";
import { SNAP, aim, drop, held, pickUp, putBack, snap } from "./hand.js";

const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });

/** @param {KeyboardEvent} event @returns {[number, number] | undefined} */
function stepOf(event) {
  const step = STEPS[event.key];
  const isRightToLeft = document.documentElement.dir === "rtl";
  return step && [isRightToLeft ? -step[0] : step[0], step[1]];
}

/** @param {KeyboardEvent} event @param {[number, number]} step */
function aimOn(event, [time, row]) {
  const hand = held();
  if (!hand) return;
  const all = lanes();
  const at = hand.lane ? all.indexOf(hand.lane) : -1;
  const lane = all[Math.max(0, Math.min(all.length - 1, at + row))];
  const minutes = time * (event.shiftKey ? 4 * SNAP : SNAP);
  aim(lane, hand.minute + minutes, time);
  lane.scrollIntoView({ block: "nearest", inline: "nearest" });
  hand.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @param {HTMLElement} source */
function begin(source) {
  const isCard = Boolean(source.dataset.order);
  const first = lanes()[0];
  if (!first) return;
  pickUp(source, isCard ? morning() : undefined);
  const hand = held();
  if (hand) aim(hand.lane ?? first, hand.minute);
}

/** The next quarter of an hour, or the morning of the first day where now is not shown. */
function morning() {
  const now = grid()?.querySelector(".now");
  if (now) return snap(minuteOf(now) + SNAP);
  return Math.max(Number(grid()?.dataset.firstHour ?? 0), 8) * 60;
}

/** Go to the next block in the lane, or to the nearest in time in the lane above or below. @param {HTMLElement} block @param {[number, number]} step */
function goOn(block, [time, row]) {
  const lane = /** @type {HTMLElement} */ (block.closest(".lane"));
  if (time) return focus([...lane.querySelectorAll("a.job")][[...lane.querySelectorAll("a.job")].indexOf(block) + time]);
  const all = lanes();
  for (let at = all.indexOf(lane) + row; all[at]; at += row) {
    const near = [...all[at].querySelectorAll("a.job")].sort((a, b) => Math.abs(minuteOf(a) - minuteOf(block)) - Math.abs(minuteOf(b) - minuteOf(block)))[0];
    if (near) return focus(near);
  }
}

/** @param {Element | undefined} block */
function focus(block) {
  if (block instanceof HTMLElement) block.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || !grid()) return;
  const step = stepOf(event);
  const source = event.target instanceof Element ? event.target.closest("[data-move]") : null;
  if (held()) {
    if (step) aimOn(event, step);
    else if (event.key === "Enter" || event.key === " ") drop();
    else if (event.key === "Escape" || event.key === "Tab") putBack();
    else return;
  } else if (event.key === " " && source instanceof HTMLElement && !(event.target instanceof Element && event.target.closest(".ways"))) begin(source);
  else if (step && event.target instanceof HTMLElement && event.target.matches("a.job")) goOn(event.target, step);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function followKeys() {
  document.addEventListener("keydown", onKey, true);
}
