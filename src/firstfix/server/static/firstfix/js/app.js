/** @file The page's own modules. Each only adds: every page works when none of them is loaded. */
import "./ages.js";
import "./messages.js";
import "./theme.js";
import "./connection.js";
import "./exchange.js";
import "./keyboard.js";
import "./reasons.js";
import "./rows.js";
import "./drafts.js";
import "./palette.js";
import "./live.js";
import "./strips.js";
import "./upload.js";
import "./signature.js";
import "./copy.js";

function showWhatNeedsScripts() {
  for (const part of document.querySelectorAll("[data-needs-script][hidden]")) /** @type {HTMLElement} */ (part).hidden = false;
}

// What is fetched later, and a page that is shown anew, come as without scripts.
document.addEventListener("htmx:load", showWhatNeedsScripts);
showWhatNeedsScripts();
