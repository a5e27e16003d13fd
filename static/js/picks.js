// Picking rows: boxes data-pick, the head's box data-pick-all, the bar data-bulk of the same form. Whether the bar shows
// is CSS (:has), so it works without this file; here are the count, ranges with Shift and the consequence.

const boxes = (form) => [...form.querySelectorAll("[data-pick]")];

function tell(form) {
  const all = boxes(form);
  const picked = all.filter((box) => box.checked);
  all.forEach((box) => box.closest("tr, li")?.classList.toggle("is-picked", box.checked));
  const head = form.querySelector("[data-pick-all]");
  if (head) {
    head.checked = picked.length > 0 && picked.length === all.length;
    head.indeterminate = picked.length > 0 && picked.length < all.length;
  }
  const bar = form.querySelector("[data-bulk]");
  if (!bar) return;
  bar.querySelector("[data-bulk-count]").textContent = `已选 ${picked.length} ${bar.dataset.bulk}`;
  // a page may answer with the consequence: hx-trigger="duban:picked" on a part of the bar
  bar.querySelectorAll("[data-consequence]").forEach((part) => part.dispatchEvent(new CustomEvent("duban:picked")));
}

let anchor = null;
document.addEventListener("click", (event) => {
  const form = event.target.closest("form");
  if (!form) return;
  if (event.target.matches("[data-unpick]")) {
    boxes(form).forEach((box) => { box.checked = false; });
    tell(form);
  } else if (event.target.matches("[data-pick-all]")) {
    boxes(form).forEach((box) => { box.checked = event.target.checked; });
    tell(form);
  } else if (event.target.matches("[data-pick]")) {
    const all = boxes(form);
    if (event.shiftKey && anchor && form.contains(anchor)) {
      const [from, to] = [all.indexOf(anchor), all.indexOf(event.target)].sort((one, other) => one - other);
      all.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
    }
    anchor = event.target;
    tell(form);
  }
});

const start = (scope) => {
  const forms = new Set([...scope.querySelectorAll("[data-pick]")].map((box) => box.form).filter(Boolean));
  forms.forEach(tell);
};
start(document);
document.addEventListener("htmx:afterSettle", () => start(document));
