/** @file Files by dropping and pasting, a list of what was chosen, a check of size before sending, a bar while sending. */
import { tell } from "./messages.js";
import { say } from "./words.js";

/** @param {Element} zone @returns {HTMLInputElement} */
function pickerOf(zone) {
  return /** @type {HTMLInputElement} */ (zone.querySelector("[data-files]"));
}

/** @param {Element} zone @param {Iterable<File>} files */
function add(zone, files) {
  const picker = pickerOf(zone);
  const held = new DataTransfer();
  for (const file of picker.multiple ? [...(picker.files ?? []), ...files] : [...files].slice(0, 1)) held.items.add(file);
  picker.files = held.files;
  // As if it was chosen by hand: from now on nothing may take the page away (live.js).
  picker.dispatchEvent(new Event("input", { bubbles: true }));
  show(zone);
}

/** @param {HTMLInputElement} picker @param {File} gone */
function remove(picker, gone) {
  const held = new DataTransfer();
  for (const file of picker.files ?? []) if (file !== gone) held.items.add(file);
  picker.files = held.files;
  show(/** @type {Element} */ (picker.closest("[data-drop]")));
}

/** @param {File} file @returns {HTMLCanvasElement} */
function preview(file) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 80, height: 80 });
  if (file.type.startsWith("image/")) {
    createImageBitmap(file).then((image) => {
      const side = Math.min(image.width, image.height);
      canvas.getContext("2d")?.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, 80, 80);
    }).catch(() => { /* not a picture after all: the square stays empty */ });
  }
  return canvas;
}

/** @param {HTMLInputElement} picker @param {File} file */
function line(picker, file) {
  const entry = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  const gone = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: "×" });
  gone.setAttribute("aria-label", say("remove_file", { name: file.name }));
  gone.addEventListener("click", () => remove(picker, file));
  entry.append(preview(file), name, gone);
  return entry;
}

/** @param {Element} zone */
function show(zone) {
  const pickers = /** @type {HTMLInputElement[]} */ ([...zone.querySelectorAll("input[type=file]")]);
  for (const picker of pickers) dropTooLarge(/** @type {HTMLElement} */ (zone), picker);
  zone.querySelector("[data-chosen]")?.replaceChildren(
    ...pickers.flatMap((picker) => [...(picker.files ?? [])].map((file) => line(picker, file))));
}

/** @param {HTMLElement} zone @param {HTMLInputElement} picker */
function dropTooLarge(zone, picker) {
  const limit = Number(zone.dataset.maxBytes || Infinity);
  const held = new DataTransfer();
  for (const file of picker.files ?? []) {
    if (file.size <= limit) held.items.add(file);
    else tell(say("file_too_large", { name: file.name, limit: zone.dataset.maxWords ?? "" }), "warn");
  }
  if (held.files.length !== picker.files?.length) picker.files = held.files;
}

/** @param {Event} event @returns {Element | null} */
function zoneOf(event) {
  return event.target instanceof Element ? event.target.closest("[data-drop]") : null;
}

/** @param {DataTransfer} carried @returns {File[]} */
function filesIn(carried) {
  if (carried.files.length) return [...carried.files];
  const text = carried.getData("text/plain");
  return text ? [new File([text], `pasted-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.txt`, { type: "text/plain" })] : [];
}

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over", kind === "dragover");
    const carried = /** @type {DragEvent} */ (event).dataTransfer;
    if (kind === "drop" && carried) add(zone, filesIn(carried));
  });
}
document.addEventListener("paste", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("textarea, input:not([type=file])");
  const carried = event.clipboardData;
  const zone = zoneOf(event) ?? document.querySelector("main [data-drop]");
  if (!zone || !carried || (isTyping && !carried.files.length)) return;
  event.preventDefault();
  add(zone, filesIn(carried));
});
document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone) show(zone);
});
document.addEventListener("htmx:xhr:progress", (event) => {
  const { elt, detail } = { elt: /** @type {Element} */ (event.target), detail: /** @type {CustomEvent} */ (event).detail };
  const bar = elt.querySelector?.("[data-drop] progress");
  if (!(bar instanceof HTMLProgressElement) || !detail.total) return;
  bar.hidden = detail.loaded >= detail.total;
  bar.value = (100 * detail.loaded) / detail.total;
  bar.setAttribute("aria-valuetext", say("sending", { n: Math.round(bar.value) }));
});
