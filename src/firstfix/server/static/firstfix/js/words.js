/** @file The sentences that modules say, translated by the server (head.html writes them). */

/** @type {Record<string, string>} */
const words = JSON.parse(document.querySelector('meta[name="firstfix-words"]')?.getAttribute("content") || "{}");

/**
 * Give a sentence with its {places} filled.
 * @param {string} key
 * @param {Record<string, string | number>} [places]
 * @returns {string}
 */
export function say(key, places = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
}
