/** @file A signature drawn with a finger, pen or mouse; it becomes a PNG in the form's file field. Without a script the
 *  name alone is kept, which is a full answer too. */

const INK = "#101820";
const PEN = 3;

/** @param {PointerEvent} event @param {HTMLCanvasElement} pad */
function place(event, pad) {
  const box = pad.getBoundingClientRect();
  return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
}

/** @param {HTMLCanvasElement} pad @param {HTMLInputElement} picker */
function keep(pad, picker) {
  pad.toBlob((blob) => {
    if (!blob) return;
    const held = new DataTransfer();
    held.items.add(new File([blob], "signature.png", { type: "image/png" }));
    picker.files = held.files;
  }, "image/png");
}

/** @param {HTMLCanvasElement} pad */
function blank(pad) {
  const pen = /** @type {CanvasRenderingContext2D} */ (pad.getContext("2d"));
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, pad.width, pad.height);
  pen.strokeStyle = INK;
  pen.lineWidth = PEN;
  pen.lineCap = pen.lineJoin = "round";
  return pen;
}

/** Fields that are prepared; a page that is shown anew brings others. @type {WeakSet<Element>} */
const prepared = new WeakSet();

/** @param {Element} field */
function prepare(field) {
  if (prepared.has(field)) return;
  prepared.add(field);
  const pad = /** @type {HTMLCanvasElement} */ (field.querySelector("canvas"));
  const picker = /** @type {HTMLInputElement} */ (field.querySelector("input[type=file]"));
  const pen = blank(pad);
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    // Like a first letter: from now on nothing may take the page away (live.js).
    picker.dispatchEvent(new Event("input", { bubbles: true }));
    pen.beginPath();
    pen.moveTo(...place(event, pad));
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...place(event, pad));
    pen.stroke();
  });
  pad.addEventListener("pointerup", () => keep(pad, picker));
  field.querySelector("[data-clear]")?.addEventListener("click", () => {
    blank(pad);
    picker.value = "";
  });
}

function prepareAll() {
  for (const field of document.querySelectorAll("[data-signature]")) prepare(field);
}

document.addEventListener("htmx:load", prepareAll);
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) print();
});
prepareAll();
