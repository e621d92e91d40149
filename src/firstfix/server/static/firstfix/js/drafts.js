/** @file What is typed survives a reload, a lost session and a dead battery: form[data-draft] keeps itself on this device.
 *  Never kept: passwords, one-time codes, hidden fields, files. A draft is forgotten when it was sent and taken,
 *  when it is discarded, at sign-out, and after a week. */
import { keep, kept, keptKeys } from "./kept.js";
import { say } from "./words.js";

const WEEK_MS = 7 * 86_400_000;
const LEFT_OUT = "[type=password], [type=hidden], [type=file], [autocomplete=one-time-code], [data-no-draft]";

/** @param {HTMLFormElement} form */
function keyOf(form) {
  return `draft.${document.body.dataset.account ?? "nobody"}.${form.dataset.draft}`;
}

/** @param {HTMLFormElement} form */
function fieldsOf(form) {
  return /** @type {HTMLInputElement[]} */ ([...form.elements].filter(
    (field) => field.matches("input[name], textarea[name], select[name]") && !field.matches(LEFT_OUT)));
}

/** @param {HTMLInputElement} field */
function isTick(field) {
  return field.type === "checkbox" || field.type === "radio";
}

/** @param {HTMLFormElement} form */
function valuesOf(form) {
  return fieldsOf(form).map((field) => (isTick(field) ? [field.name, field.value, field.checked] : [field.name, field.value]));
}

/** @param {HTMLFormElement} form @param {string} sentence */
function note(form, sentence) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-draft-note]"));
  if (!place) return;
  place.hidden = !sentence;
  const words = place.querySelector("[data-words]");
  if (words) words.textContent = sentence;
}

/** @param {HTMLFormElement} form */
function save(form) {
  const isKept = keep(keyOf(form), { at: Date.now(), values: valuesOf(form) });
  note(form, isKept ? say("draft_kept") : "");
}

/** @param {HTMLFormElement} form */
function restore(form) {
  const draft = kept(keyOf(form));
  if (!draft || form.dataset.restored) return;
  form.dataset.restored = "";
  if (draft.sent && !form.querySelector('[aria-invalid="true"], .refusal')) return keep(keyOf(form), null);
  fieldsOf(form).forEach((field, at) => {
    const [name, value, isChecked] = draft.values[at] ?? [];
    if (name !== field.name) return;
    if (isTick(field)) field.checked = isChecked;
    else if (value) field.value = value;
  });
  note(form, say("draft_restored", { when: new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) }));
}

/** @param {HTMLFormElement} form */
function discard(form) {
  keep(keyOf(form), null);
  form.reset();
  note(form, "");
}

/** @param {EventTarget | null} target */
function draftForm(target) {
  const form = target instanceof Element ? target.closest("form[data-draft]") : null;
  return form instanceof HTMLFormElement ? form : null;
}

/** @param {ParentNode} within */
function restoreAll(within) {
  for (const form of within.querySelectorAll("form[data-draft]")) restore(/** @type {HTMLFormElement} */ (form));
}

/** @param {(key: string) => boolean} isOver */
function forget(isOver) {
  for (const key of keptKeys("draft.")) if (isOver(key)) keep(key, null);
}

document.addEventListener("input", (event) => {
  const form = draftForm(event.target);
  if (form) save(form);
});
document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-clears-drafts]")) forget(() => true);
  const form = draftForm(event.target);
  const draft = form && kept(keyOf(form));
  if (form && draft) keep(keyOf(form), { ...draft, sent: true });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const form = draftForm(detail.elt);
  const draft = form && kept(keyOf(form));
  if (!form || !draft) return;
  // Not detail.successful: htmx leaves it unset where the answer leads to another page.
  if (detail.xhr.status >= 200 && detail.xhr.status < 300) keep(keyOf(form), null);
  else keep(keyOf(form), { ...draft, sent: false });
});
document.addEventListener("click", (event) => {
  const form = event.target instanceof Element && event.target.closest("[data-draft-discard]") ? draftForm(event.target) : null;
  if (form) discard(form);
});
document.addEventListener("htmx:load", (event) => restoreAll(/** @type {Element} */ (event.target)));
forget((key) => Date.now() - (kept(key)?.at ?? 0) > WEEK_MS);
restoreAll(document);
