/** @file Where things lie on the board: times to places in thousandths of its width, and back. */

const FULL = 1000, MINUTES_A_DAY = 1440, MORNING = 7 * 60;

/** @typedef {{days: number, first: number, last: number, on: string}} Axis */

/** @returns {HTMLElement | null} */
export function grid() {
  return document.querySelector("[data-board]");
}

/** @returns {HTMLElement[]} */
export function lanes() {
  return [...document.querySelectorAll("[data-board] .lane")].map((lane) => /** @type {HTMLElement} */ (lane));
}

/** @returns {Axis} */
function axis() {
  const { days, firstHour, lastHour, firstOn } = /** @type {HTMLElement} */ (grid()).dataset;
  return { days: Number(days), first: Number(firstHour) * 60, last: Number(lastHour) * 60, on: String(firstOn) };
}

/**
 * Give the minute of the board, counted from midnight of its first day, at a place in a lane's track.
 * @param {number} x pixels from the window's left
 * @param {Element} track
 */
export function minuteAt(x, track) {
  const { days, first, last } = axis();
  const box = track.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(track).direction === "rtl";
  const share = Math.min(Math.max((isRightToLeft ? box.right - x : x - box.left) / box.width, 0), 0.9999) * days;
  const day = Math.floor(share);
  return day * MINUTES_A_DAY + first + (share - day) * (last - first);
}

/** @param {number} minute @returns {number} the place of a minute, 0 to 1000 */
export function placeOf(minute) {
  const { days, first, last } = axis();
  const day = Math.floor(minute / MINUTES_A_DAY);
  const share = Math.min(Math.max((minute - day * MINUTES_A_DAY - first) / (last - first), 0), 1);
  return Math.round(Math.min(Math.max((day + share) / days, 0), 1) * FULL);
}

/** The minute that begins at a block's place, read from its classes. @param {Element} block */
export function minuteOf(block) {
  const { days, first, last } = axis();
  const share = (Number(/\bx(\d+)/.exec(block.className)?.[1] ?? 0) / FULL) * days;
  const day = Math.min(Math.floor(share), days - 1);
  return day * MINUTES_A_DAY + first + (share - day) * (last - first);
}

/** How long a block is in minutes, read from its classes. @param {Element} block */
export function lengthOf(block) {
  const { days, first, last } = axis();
  return (Number(/\bw(\d+)/.exec(block.className)?.[1] ?? 0) / FULL) * days * (last - first);
}

/** Keep a minute within the hours that are shown; over the end of a day it goes on the next morning. @param {number} minute @param {number} step */
export function within(minute, step) {
  const { days, first, last } = axis();
  let day = Math.floor(minute / MINUTES_A_DAY);
  let rest = minute - day * MINUTES_A_DAY;
  if (rest >= last) [day, rest] = step > 0 ? [day + 1, first] : [day, last - 15];
  if (rest < first) [day, rest] = step < 0 ? [day - 1, last - 15] : [day, first];
  if (day < 0) return first;
  return day >= days ? (days - 1) * MINUTES_A_DAY + last - 15 : day * MINUTES_A_DAY + rest;
}

/** The local time of a minute as forms send it: 2026-11-23T09:15. @param {number} minute */
export function stampOf(minute) {
  const date = new Date(`${axis().on}T00:00:00Z`);
  date.setUTCMinutes(minute);
  return date.toISOString().slice(0, 16);
}

/** The same for people: Mon 23 09:15. @param {number} minute */
export function wordsOf(minute) {
  const date = new Date(`${stampOf(minute)}:00Z`);
  const day = axis().days > 1 ? `${new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", day: "numeric", timeZone: "UTC" }).format(date)} ` : "";
  return `${day}${stampOf(minute).slice(11)}`;
}

/** Bring the present, or else the morning, into view once, where more is shown than fits. */
export function showMorning() {
  const shown = grid();
  if (!shown || shown.dataset.shown) return;
  shown.dataset.shown = "yes";
  document.querySelector(".board-columns")?.classList.add("can-move");
  const now = shown.querySelector(".now");
  const track = shown.querySelector(".lane .track");
  if (!track || shown.scrollLeft || shown.scrollWidth <= shown.clientWidth) return;
  if (!now && axis().days > 1) return;
  const share = placeOf(now ? minuteOf(now) : MORNING) / FULL;
  shown.scrollLeft = Math.max(0, share * track.clientWidth - (now ? shown.clientWidth / 4 : 0)) * (getComputedStyle(shown).direction === "rtl" ? -1 : 1);
}
