// Forms: busy buttons, counters, show password, copy link, first error, numbers typed full-width.

// data-busy="正在送审": spinner and word while the form is on its way, width kept
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.dataset.busy) return;
  busy(button);
});
function busy(button) {
  button.style.setProperty("min-width", `${button.offsetWidth}px`);
  button.dataset.word = button.textContent;
  const spin = document.createElement("span");
  spin.className = "spin";
  spin.setAttribute("aria-hidden", "true");
  button.replaceChildren(spin, button.dataset.busy);
  button.setAttribute("aria-disabled", "true");
}
function rest() {
  document.querySelectorAll("[data-busy][aria-disabled]").forEach((button) => {
    button.replaceChildren(button.dataset.word || "");
    button.removeAttribute("aria-disabled");
  });
}
window.addEventListener("pageshow", (event) => { if (event.persisted) rest(); });
document.addEventListener("htmx:afterRequest", rest);
// a second click changes nothing while the first is on its way
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-busy][aria-disabled]")) event.preventDefault();
}, true);

// data-count="500" on a textarea: 67 / 500 字 below it
function count(area) {
  let place = area.parentElement.querySelector(".counter");
  if (!place) {
    place = document.createElement("span");
    place.className = "counter form-text";
    area.insertAdjacentElement("afterend", place);
  }
  place.textContent = `${[...area.value].length} / ${area.dataset.count} 字`;
}

// numbers: full-width digits become plain ones when the field is left
const PLAIN = { "．": ".", "，": "", ",": "", "－": "-", "−": "-", "％": "", "%": "", "　": "" };
function plain(text) {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[．，,－−％%　]/g, (sign) => PLAIN[sign]).trim();
}
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("input[inputmode=decimal], input[inputmode=numeric]")) {
    event.target.value = plain(event.target.value);
  }
});
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-count]")) count(event.target);
});

document.addEventListener("click", async (event) => {
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) {
    const field = document.getElementById(reveal.dataset.reveal);
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(shown));
    return;
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    event.preventDefault();
    const text = copy.dataset.copy || window.location.href;
    const word = copy.textContent;
    try { await navigator.clipboard.writeText(text); copy.textContent = "已复制"; } catch { copy.textContent = "请从地址栏复制"; }
    setTimeout(() => { copy.textContent = word; }, 2000);
    return;
  }
  if (event.target.closest("[data-print]")) window.print();
});

const start = (scope) => {
  scope.querySelectorAll("textarea[data-count]").forEach(count);
  (scope.querySelector("[data-focus]") || scope.querySelector("form:not([data-calm]) [aria-invalid=true]"))?.focus();
};
start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
