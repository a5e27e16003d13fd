// Keys. Any element with data-key="U" is clicked by U (data-key-act="focus" focuses it); inside the row at hand it goes
// before the same key elsewhere. Rows are elements with data-row. Single keys rest in fields and can be switched off;
// combinations ("Ctrl+S", "Alt+L") work in fields too.

const STORE = "duban.keys";
const single = () => localStorage.getItem(STORE) !== "off";
const box = document.getElementById("keys-on");
if (box) {
  box.checked = single();
  box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
}

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
const here = () => document.querySelector("[data-row].is-here");

function stand(row) {
  here()?.classList.remove("is-here");
  if (!row) return;
  row.classList.add("is-here");
  const link = row.querySelector("th a, a, button") || row;
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
function step(by) {
  const all = rows();
  const at = all.indexOf(here());
  stand(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
}
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && row !== here()) { here()?.classList.remove("is-here"); row.classList.add("is-here"); }
});

function named(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", key].filter(Boolean).join("+");
}
function bound(name) {
  const selector = `[data-key="${CSS.escape(name)}"]`;
  const found = [here()?.querySelector(selector), ...document.querySelectorAll(`dialog[open] ${selector}`)]
    .concat(...document.querySelectorAll(selector))
    .find((element) => element && !element.disabled && element.offsetParent !== null);
  return found;
}
function act(name) {
  const element = bound(name);
  if (element) {
    if (element.dataset.keyAct === "focus") { element.focus(); element.select?.(); } else element.click();
    return true;
  }
  if (name === "J") { step(1); return true; }
  if (name === "K") { step(-1); return true; }
  if (name === "X") { here()?.querySelector("[data-pick]")?.click(); return Boolean(here()); }
  if (name === "?") { document.getElementById("keys")?.showModal(); return true; }
  return false;
}
// A key pressed while the answer to the last one is on its way acts on the page that answer brings: the element it would
// click now is about to be replaced, and the answer to a replaced element finds no place.
const WAIT_AT_MOST = 5000;
const waiting = [];
let under_way = 0;
let since = 0;
const answering = () => under_way > 0 && performance.now() - since < WAIT_AT_MOST;
document.addEventListener("htmx:beforeSend", () => { under_way += 1; since = performance.now(); });
function answered() {
  under_way = Math.max(0, under_way - 1);
  while (waiting.length && !answering()) act(waiting.shift());
}
// after the swap the new elements are wired up when they settle, not before
document.addEventListener("htmx:afterRequest", () => setTimeout(answered, (window.htmx?.config.defaultSettleDelay || 20) + 20));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = named(event);
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (bound(name) && act(name)) event.preventDefault();
    return;
  }
  const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  if (typing || !single() || document.querySelector("dialog:modal") || event.key.length > 1) return;
  if (answering()) {
    if (waiting.length < 8) waiting.push(name);
    event.preventDefault();
    return;
  }
  if (act(name)) event.preventDefault();
});

// a filter's token goes with Delete too
document.addEventListener("keydown", (event) => {
  if (event.key !== "Delete") return;
  event.target.closest?.(".ftok")?.querySelector("a, button")?.click();
});

// a row that leaves the list hands the focus to the next one
let last = -1;
document.addEventListener("htmx:beforeSwap", () => { last = rows().indexOf(here()); });
document.addEventListener("htmx:afterSettle", () => {
  if (last < 0 || here() || document.activeElement !== document.body) return;
  const all = rows();
  if (all.length) stand(all[Math.min(last, all.length - 1)]);
});
