/** @file What this device remembers. Every reader works without: private windows may refuse storage. */

const PREFIX = "firstfix.";

/**
 * Give what is kept under a key, or null.
 * @param {string} key
 * @returns {any}
 */
export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Keep a value, or forget the key when the value is null. Says whether the device agreed.
 * @param {string} key
 * @param {any} value
 * @returns {boolean}
 */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/**
 * Give the keys that begin with a word.
 * @param {string} start
 * @returns {string[]}
 */
export function keptKeys(start) {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}
