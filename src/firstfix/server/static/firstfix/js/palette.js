/** @file The command palette: Ctrl-K, type, Enter. The server decides which commands a person may run. */
import { say } from "./words.js";

/** @typedef {{label: string, href?: string, target?: string, group?: string, hint?: string, key?: string}} Command */

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"));
const input = /** @type {HTMLInputElement | null} */ (dialog?.querySelector("input") ?? null);
const list = dialog?.querySelector('[role="listbox"]');
const none = /** @type {HTMLElement | null} */ (dialog?.querySelector(".none") ?? null);
/** @type {Command[]} */
let shown = [];
let at = 0;
let asked = 0;
/** The answer to what stands in the box now; Enter waits for it, so that it never runs an option of an older query. */
let answer = Promise.resolve();

/** @param {string} query @returns {Promise<Command[]>} */
async function fetchCommands(query) {
  const address = new URL(dialog?.dataset.commands || "", location.href);
  address.searchParams.set("q", query);
  address.searchParams.set("from", location.pathname);
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : [];
}

/** @param {Command} command @param {number} index */
function drawOption(command, index) {
  const option = document.createElement("div");
  option.id = `command-${index}`;
  option.setAttribute("role", "option");
  option.dataset.index = String(index);
  const label = document.createElement("span");
  label.textContent = command.label;
  option.append(label);
  if (command.hint || command.key) {
    const hint = document.createElement(command.hint ? "span" : "kbd");
    hint.className = "hint";
    hint.textContent = command.hint ?? command.key ?? "";
    option.append(hint);
  }
  return option;
}

function draw() {
  const groups = new Map();
  list?.replaceChildren();
  shown.forEach((command, index) => {
    const name = command.group ?? "";
    if (!groups.has(name)) groups.set(name, drawGroup(name));
    groups.get(name).append(drawOption(command, index));
  });
  if (none) {
    none.hidden = shown.length > 0;
    none.textContent = shown.length ? "" : say("no_command");
  }
  mark(0);
}

/** @param {string} name */
function drawGroup(name) {
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", name);
  if (name) group.append(Object.assign(document.createElement("span"), { textContent: name }));
  list?.append(group);
  return group;
}

/** @param {number} index */
function mark(index) {
  at = Math.max(0, Math.min(shown.length - 1, index));
  for (const option of list?.querySelectorAll('[role="option"]') ?? []) {
    const isMarked = option.id === `command-${at}`;
    option.setAttribute("aria-selected", String(isMarked));
    if (isMarked) option.scrollIntoView({ block: "nearest" });
  }
  if (shown.length) input?.setAttribute("aria-activedescendant", `command-${at}`);
  else input?.removeAttribute("aria-activedescendant");
}

function run() {
  const command = shown[at];
  if (!command) return;
  dialog?.close();
  if (command.href) return location.assign(command.href);
  const target = command.target ? document.querySelector(command.target) : null;
  if (target instanceof HTMLElement) {
    target.focus();
    if (!target.matches("input, textarea, select, [data-primary]")) target.click();
  }
}

function refresh() {
  answer = ask();
}

async function ask() {
  const turn = ++asked;
  const found = await fetchCommands(input?.value ?? "").catch(() => []);
  if (turn !== asked) return;
  shown = found;
  draw();
}

async function runAnswer() {
  await answer;
  if (dialog?.open) run();
}

function open() {
  if (!dialog?.dataset.commands || dialog.open) return;
  dialog.showModal();
  input?.select();
  mark(0);
  refresh();
}

document.addEventListener("firstfix:palette", open);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  }
});
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !dialog?.dataset.commands) return;
  if (event.target === dialog) dialog.close();
  if (!event.target.closest('[data-opens="palette"]')) return;
  event.preventDefault();
  open();
});
input?.addEventListener("input", refresh);
input?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) mark(at + step);
  else if (event.key === "Enter") runAnswer();
  else return;
  event.preventDefault();
});
list?.addEventListener("click", (event) => {
  const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
  if (!option) return;
  mark(Number(/** @type {HTMLElement} */ (option).dataset.index));
  run();
});
