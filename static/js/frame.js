// The frame of every page: theme, menus, toasts, and what is said when a request of htmx fails.

const root = document.documentElement;

document.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });

// theme: the cookie is set by the server; with script the page changes without being loaded again
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const body = new FormData(form);
  body.set("theme", button.value);
  const dark = button.value === "dark";
  root.dataset.bsTheme = button.value;
  document.querySelectorAll("[data-theme-form] button").forEach((each) => {
    each.value = dark ? "light" : "dark";
    each.setAttribute("aria-label", dark ? "改用浅色" : "改用深色");
    const word = each.querySelector("[data-theme-word]");
    if (word) word.textContent = dark ? "改用浅色" : "改用深色";
  });
  document.dispatchEvent(new CustomEvent("duban:theme"));
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
});

// menus made of <details>: one open at a time, closed by Escape or a click elsewhere
const openMenus = () => document.querySelectorAll("[data-menu][open]");
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    const inPanel = event.target.closest(".drop-menu, .drawer, dialog");
    const inSummary = event.target.closest("summary");
    if (!menu.contains(event.target) || (!inPanel && !inSummary)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});

// toasts stay six seconds, longer while somebody points at them or has the focus in them
function watch(toast) {
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), 6000); };
  const stop = () => clearTimeout(timer);
  toast.querySelector("button")?.addEventListener("click", () => toast.remove());
  ["mouseenter", "focusin"].forEach((name) => toast.addEventListener(name, stop));
  ["mouseleave", "focusout"].forEach((name) => toast.addEventListener(name, start));
  start();
}
const toasts = document.getElementById("toasts");
toasts.querySelectorAll("[data-toast]").forEach(watch);
new MutationObserver((changes) => {
  changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.nodeType === 1 && node.matches("[data-toast]")) watch(node);
  }));
}).observe(toasts, { childList: true });

// failures stay until the next attempt
const failures = document.getElementById("failures");
export function fail(text, link) {
  const note = document.createElement("div");
  note.className = "note note-red";
  note.setAttribute("role", "alert");
  note.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.url;
    anchor.textContent = link.label;
    anchor.target = "_blank";
    anchor.className = "link";
    note.append(" ", anchor);
  }
  failures.replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
}
const signedOut = () => fail(
  "没有完成：登录已过期。已填内容保留在本页，",
  { url: document.body.dataset.signIn, label: "重新登录后再试一次" },
);
const REASONS = {
  403: "没有完成：您没有这项权限。需要办理的，请联系督查室。",
  404: "没有完成：没有这件事项，或您不能查看。请刷新本页。",
  413: "没有完成：文件过大。请压缩或分成几个文件后再传。",
  429: "没有完成：请求过于频繁。请稍后再试。",
};
document.addEventListener("htmx:beforeRequest", () => failures.replaceChildren());
document.addEventListener("htmx:sendError", () => fail("没有完成：网络中断。已填内容保留在本页，恢复后请再试一次。"));
document.addEventListener("htmx:timeout", () => fail("没有完成：等待时间过长。请再试一次。"));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) return signedOut();
  const number = event.detail.xhr.getResponseHeader("X-Request-ID");
  const support = number ? `（请求编号 ${number}）` : "";
  fail(REASONS[status] || `没有完成：系统出错。请稍后再试，仍不成功请联系技术支持${support}。`);
});
// signed out while working: the answer is the sign-in page; it is never put into a list or a form
document.addEventListener("htmx:beforeSwap", (event) => {
  const signIn = document.body.dataset.signIn;
  const answered = event.detail.xhr.responseURL;
  if (!signIn || !answered || new URL(answered).pathname !== signIn) return;
  event.detail.shouldSwap = false;
  signedOut();
});

// a part that takes longer than 300 ms says that it is being read
const waiting = new WeakMap();
document.addEventListener("htmx:beforeRequest", (event) => {
  const { target } = event.detail;
  waiting.set(target, setTimeout(() => {
    target.setAttribute("aria-busy", "true");
    target.classList.add("is-loading");
  }, 300));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { target } = event.detail;
  clearTimeout(waiting.get(target));
  target.removeAttribute("aria-busy");
  target.classList.remove("is-loading");
});
// tabs and segments stand outside the list they change: the current one is marked at once
document.addEventListener("htmx:afterRequest", (event) => {
  const link = event.detail.elt.closest?.("[data-swap-links] a");
  if (!link || !event.detail.successful) return;
  const nav = link.closest("[data-swap-links]");
  const mark = nav.querySelector("[aria-current]")?.getAttribute("aria-current") || "page";
  nav.querySelectorAll("[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  link.setAttribute("aria-current", mark);
});
