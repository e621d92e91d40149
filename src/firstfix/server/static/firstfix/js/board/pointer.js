/** @file Moving with a pointer: press, drag over the lanes, let go. A finger presses long first, for what moves at
 *  once is scrolled; on a phone, where lanes are lists, the forms serve instead. */
import { grid, minuteAt, minuteOf } from "./grid.js";
import { aim, drop, held, pickUp, putBack, snap } from "./hand.js";

const FAR_ENOUGH = 5, EDGE = 48, STRIDE = 14;
// As long as phones take for their own long press; a finger that lies still wanders by some pixels.
const LONG_MS = 450, STILL = 10;

/** @type {{source: HTMLElement, x: number, y: number, grip: number, isUp: boolean, timer: number} | null} */
let pressed = null;
let isClickOver = false;
/** @type {PointerEvent | null} */
let moved = null;

/** How far into the visit it was gripped, in minutes, so that it does not jump. @param {HTMLElement} source @param {number} x */
function gripOf(source, x) {
  const track = source.closest(".track");
  if (!track) return 0;
  const share = Number(/\bt(\d+)/.exec(source.className)?.[1] ?? 0) / 100;
  const box = source.getBoundingClientRect();
  const startsAt = minuteOf(source) + (minuteAt(box.right, track) - minuteAt(box.left, track)) * share;
  return minuteAt(x, track) - startsAt;
}

/** @param {PointerEvent} event */
function onDown(event) {
  const source = event.target instanceof Element ? event.target.closest("[data-move]") : null;
  const isInWords = event.target instanceof Element && event.target.closest(".ways");
  if (!(source instanceof HTMLElement) || isInWords || event.button !== 0 || !grid() || held()) return;
  const isTouch = event.pointerType === "touch";
  if (isTouch && !matchMedia("(min-width: 48rem)").matches) return;
  pressed = { source, x: event.clientX, y: event.clientY, grip: gripOf(source, event.clientX), isUp: false, timer: 0 };
  if (isTouch) waitForLong();
}

/** Until the finger has lain still for long enough, it may as well begin to scroll. */
function waitForLong() {
  document.addEventListener("touchmove", keepStill, { passive: false });
  document.addEventListener("contextmenu", noMenu);
  if (pressed) pressed.timer = setTimeout(lift, LONG_MS);
}

/** @param {Event} event */
function keepStill(event) {
  if (held()) event.preventDefault();
}

/** @param {Event} event */
function noMenu(event) {
  event.preventDefault();
}

function lift() {
  if (!pressed) return;
  pressed.isUp = true;
  pressed.timer = 0;
  pickUp(pressed.source);
  navigator.vibrate?.(15);
}

/** Forget what was pressed, and what a finger changed for it. */
function release() {
  clearTimeout(pressed?.timer);
  pressed = null;
  document.removeEventListener("touchmove", keepStill);
  document.removeEventListener("contextmenu", noMenu);
}

/** @param {PointerEvent} event */
function onMove(event) {
  if (!pressed) return;
  if (!held()) {
    const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    // Escape put it back while the button was down, or the finger scrolls.
    if (pressed.isUp || (pressed.timer && far > STILL)) return release();
    if (pressed.timer || far < FAR_ENOUGH) return;
    pressed.isUp = true;
    pickUp(pressed.source);
  }
  event.preventDefault();
  // Once a frame is as often as anybody sees.
  if (!moved) requestAnimationFrame(follow);
  moved = event;
}

function follow() {
  const event = moved;
  moved = null;
  if (!event || !pressed) return;
  scrollAtEdges(event);
  const lane = document.elementFromPoint(event.clientX, event.clientY)?.closest(".lane");
  const track = lane?.querySelector(".track");
  if (lane instanceof HTMLElement && track) aim(lane, snap(minuteAt(event.clientX, track) - pressed.grip));
}

/** @param {PointerEvent} event */
function scrollAtEdges(event) {
  const shown = grid();
  if (!shown) return;
  const box = shown.getBoundingClientRect();
  if (event.clientX < box.left || event.clientX > box.right) return;
  if (event.clientX > box.right - EDGE) shown.scrollLeft += STRIDE;
  else if (event.clientX < box.left + EDGE) shown.scrollLeft -= STRIDE;
  if (event.clientY > box.bottom - EDGE) shown.scrollTop += STRIDE;
  else if (event.clientY < box.top + EDGE) shown.scrollTop -= STRIDE;
}

/** @param {PointerEvent} event */
function onUp(event) {
  const wasHeld = pressed && held();
  follow();
  release();
  if (!wasHeld) return;
  isClickOver = true;
  setTimeout(() => (isClickOver = false));
  const isOverLane = document.elementFromPoint(event.clientX, event.clientY)?.closest(".lane");
  if (isOverLane) drop();
  else putBack();
}

export function followPointer() {
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", () => {
    if (pressed && held()) putBack();
    release();
  });
  // A link that was dragged is not followed, and the browser drags no link of its own.
  document.addEventListener("dragstart", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-move]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (isClickOver) event.preventDefault();
  }, true);
}
