/** @file Relative times stay true while the page is open; the key t, or a tap on a time, shows them exactly. */
import { say } from "./words.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 604800, JUST_NOW = 45;
let showsExact = false;

/**
 * Give the distance in words, the same as wording.py; null when the server's date stands.
 * @param {number} seconds past is positive
 * @returns {string | null}
 */
export function distance(seconds) {
  const span = Math.abs(seconds);
  if (span < JUST_NOW) return say("now");
  if (span >= WEEK) return null;
  const [unit, name] = span < HOUR ? [MINUTE, "minutes"] : span < DAY ? [HOUR, "hours"] : [DAY, "days"];
  return say(seconds > 0 ? `${name}_ago` : `in_${name}`, { n: Math.max(1, Math.floor(span / unit)) });
}

/** @param {HTMLTimeElement} time */
function refresh(time) {
  time.dataset.ago ||= time.textContent ?? "";
  const words = showsExact ? time.title : distance((Date.now() - Date.parse(time.dateTime)) / 1000) ?? time.dataset.ago;
  if (time.textContent !== words) time.textContent = words;
}

/** @param {ParentNode} within */
function refreshAll(within = document) {
  for (const time of within.querySelectorAll("time[data-ago]")) refresh(/** @type {HTMLTimeElement} */ (time));
}

/** Switch between relative and exact times on the whole page. */
export function switchTimes() {
  showsExact = !showsExact;
  refreshAll();
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("time[data-ago]") && !event.target.closest("a, button, .row")) switchTimes();
});
document.addEventListener("htmx:load", (event) => refreshAll(/** @type {Element} */ (event.target)));
document.addEventListener("visibilitychange", () => document.hidden || refreshAll());
setInterval(refreshAll, 30_000);
