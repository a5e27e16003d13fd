// The checking desk: source and result scroll apart and stay in step; typing beside a choice picks that choice.

const columns = ["find", "src"];
let kept = {};

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "desk") return;
  kept = Object.fromEntries(columns.map((id) => [id, document.getElementById(id)?.scrollTop || 0]));
});
function show() {
  for (const id of columns) {
    const column = document.getElementById(id);
    if (!column) continue;
    column.scrollTop = kept[id] || 0;
    const place = column.querySelector(".is-on") || column.querySelector(".cur");
    if (place) within(column, place);
  }
}
// bring a place into the middle of its column, without moving the page
function within(column, place) {
  if (column.scrollHeight <= column.clientHeight) return;
  const outer = column.getBoundingClientRect();
  const inner = place.getBoundingClientRect();
  if (inner.top >= outer.top + 48 && inner.bottom <= outer.bottom - 16) return;
  column.scrollTop += inner.top - outer.top - outer.height / 3;
}
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "desk" || event.target?.id === "desk") show();
});
show();

document.addEventListener("input", (event) => {
  const choice = document.getElementById(event.target.dataset?.chooses || "");
  if (choice) choice.checked = true;
});
