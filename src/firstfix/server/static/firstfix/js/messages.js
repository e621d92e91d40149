/** @file The live region: says what happened, once, to eyes and to readers. */
import { say } from "./words.js";

/** @returns {Element | null} */
function region() {
  return document.querySelector("#messages [data-live]");
}

/**
 * Show one message. Good news leaves by itself; a refusal stays until it is dismissed.
 * @param {string} text
 * @param {"good" | "warn" | "bad" | "move"} [tone]
 */
export function tell(text, tone = "bad") {
  const message = document.createElement("div");
  message.className = `message tone-${tone}`;
  if (tone === "bad") message.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button quiet";
  close.dataset.dismiss = "";
  close.textContent = say("dismiss");
  message.append(words, close);
  region()?.append(message);
}

/**
 * Offer something by one button; the same words are offered once.
 * @param {string} text
 * @param {string} label
 * @param {() => void} act
 */
export function offer(text, label, act) {
  if ([...(region()?.querySelectorAll("p") ?? [])].some((words) => words.textContent === text)) return;
  tell(text, "move");
  const message = region()?.lastElementChild;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: label });
  button.addEventListener("click", () => {
    message?.remove();
    act();
  });
  message?.querySelector("p")?.after(button);
}

// Good news is read in passing: the same sentence stands in the history. What can be undone stays.
const READ_MS = 10_000;

/** @param {ParentNode} within */
function letGoodNewsGo(within) {
  for (const message of within.querySelectorAll(".messages .message.tone-good:not(:has(form))")) {
    const leave = () => {
      if (message.matches(":hover, :focus-within")) setTimeout(leave, READ_MS);
      else message.remove();
    };
    setTimeout(leave, READ_MS);
  }
}

/** @param {ParentNode} within */
function showClosers(within) {
  for (const button of within.querySelectorAll("[data-dismiss]")) /** @type {HTMLElement} */ (button).hidden = false;
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-dismiss]")) event.target.closest(".message")?.remove();
});
document.addEventListener("htmx:load", (event) => showClosers(/** @type {Element} */ (event.target)));
showClosers(document);
letGoodNewsGo(document);
