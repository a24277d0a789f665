// The desk's own script: keys, the blur over what was written, and live updates of the queue.
"use strict";

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// --- the blur

function show(veil, open) {
  veil.classList.toggle("open", open);
  const button = find("[data-unveil]", veil.parentElement);
  if (button) button.hidden = open;
}

function prepare(within) {
  for (const button of all("[data-unveil]", within)) button.hidden = false;
  for (const button of all("[data-help]", within)) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unveil]");
  const veil = button ? find("[data-veil]", button.parentElement) : event.target.closest("[data-veil]:not(.open)");
  if (veil) show(veil, true);
  if (event.target.closest("[data-help]")) find("#keys").showModal();
});

// --- the list

const rows = () => all(".cases li");
const current = () => find(".cases li[aria-current]");

function choose(row, { open = true } = {}) {
  if (!row) return;
  for (const each of rows()) each.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  if (open && matchMedia("(min-width: 60rem)").matches) find("[data-open]", row).click();
}

function step(by) {
  const list = rows();
  const at = list.indexOf(current());
  choose(at < 0 ? list[0] : list[at + by]);
}

// A decided case makes room for the next one; it stays a click away, to be undone.
function goOn(decided) {
  const { shown: number, decided: told } = decided.dataset;
  const list = rows();
  const at = list.findIndex((row) => row.dataset.case === number);
  if (at < 0) return;
  markGone(list[at]);
  const done = find("[data-done]");
  find("span", done).textContent = told;
  find("a", done).href = find("[data-open]", list[at]).href;
  done.hidden = false;
  decided.remove();
  const isOpen = (row) => !row.classList.contains("gone");
  choose(list.slice(at + 1).find(isOpen) || list.find(isOpen));
}

// --- live updates

let seen = null;
const words = () => find("#words").dataset;

function markGone(row) {
  row.classList.add("gone");
  const taken = find("[data-taken]", row);
  taken.textContent = words().gone;
  taken.hidden = false;
  find("input[type=checkbox]", row).checked = false;
}

function update(snapshot) {
  const shown = new Set(rows().map((row) => row.dataset.case));
  for (const row of rows()) {
    const number = row.dataset.case;
    if (number in snapshot) {
      const by = snapshot[number];
      const taken = find("[data-taken]", row);
      row.classList.remove("gone");
      taken.hidden = !by;
      taken.textContent = by && (by === words().me ? words().mine : words().taken.replace("{name}", by));
    } else if (seen && number in seen) {
      markGone(row);
    }
  }
  const isNew = seen && Object.keys(snapshot).some((number) => !(number in seen) && !shown.has(number));
  if (isNew) find("[data-fresh]").hidden = false;
  seen = snapshot;
}

function follow(queue) {
  const source = new EventSource(queue.dataset.live);
  source.onmessage = (event) => update(JSON.parse(event.data));
  addEventListener("pagehide", () => source.close());
}

// --- keys

const BUTTONS = { d: "dismiss", u: "uphold", x: "delete", t: "timeout", z: "undo" };

function toggleText() {
  const within = find("#case .case") || current();
  const veils = within ? all("[data-veil]", within) : [];
  const open = veils.some((veil) => !veil.classList.contains("open"));
  for (const veil of veils) show(veil, open);
}

function press(key) {
  const button = find(`#case .decide button[value="${BUTTONS[key]}"]`) || find(`main > .case .decide button[value="${BUTTONS[key]}"]`);
  if (button) button.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  b: toggleText,
  n: () => find('[data-key="n"]')?.click(),
  s: () => find("input[type=checkbox]", current() || document)?.click(),
  o: () => current() && find("[data-open]", current()).click(),
  "?": () => find("#keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
  if (event.key === "Enter" && event.target === document.body) KEYS.o();
  else if (event.key in BUTTONS) press(event.key);
  else if (event.key in KEYS) KEYS[event.key]();
  else return;
  event.preventDefault();
});

// --- htmx: answers that refuse are shown, too, and the next case comes after a decision

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status !== 401) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  prepare(event.target);
  const decided = find("[data-decided]", event.target);
  if (decided) goOn(decided);
  const shown = find("[data-shown]", event.target);
  const row = shown && rows().find((each) => each.dataset.case === shown.dataset.shown);
  if (row && !decided) choose(row, { open: false });
});

prepare(document);
const queue = find("[data-queue]");
if (queue) follow(queue);
