/** @file What a block stands for, in all its words, beside it: for who points at it and for who comes to it by keys. */
import { held } from "./hand.js";

const GAP = 6;

/** @type {HTMLElement | null} */
let shown = null;

/** Show the words of blocks as they are pointed at or focused; screen readers have them as the block's name. */
export function followBlocks() {
  document.addEventListener("pointerover", (event) => show(blockOf(event.target)));
  document.addEventListener("focusin", (event) => show(blockOf(event.target)));
  document.addEventListener("pointerdown", () => show(null));
  document.addEventListener("keydown", () => show(null));
  // Coming to a block by keys may scroll it into view.
  document.addEventListener("scroll", () => show(shown), { capture: true, passive: true });
}

/** @param {EventTarget | null} target */
function blockOf(target) {
  const block = target instanceof Element ? target.closest(".lane a.job") : null;
  return block instanceof HTMLElement && matchMedia("(min-width: 48rem)").matches ? block : null;
}

/** @param {HTMLElement | null} block */
function show(block) {
  shown = block;
  document.querySelector(".job-tip")?.remove();
  const words = block?.getAttribute("aria-label");
  if (!block || !words || held()) return;
  const tip = document.createElement("div");
  tip.className = "job-tip";
  tip.setAttribute("aria-hidden", "true");
  tip.textContent = words;
  document.body.append(tip);
  place(tip, block.getBoundingClientRect());
}

/** Under the block, or over it where there is no room. @param {HTMLElement} tip @param {DOMRect} box */
function place(tip, box) {
  const { offsetWidth, offsetHeight } = tip;
  const isBelow = box.bottom + GAP + offsetHeight < innerHeight;
  tip.style.top = `${isBelow ? box.bottom + GAP : box.top - GAP - offsetHeight}px`;
  tip.style.left = `${Math.max(GAP, Math.min(box.left, innerWidth - offsetWidth - GAP))}px`;
}
