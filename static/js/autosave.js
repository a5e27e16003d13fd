// A form that saves itself: <form data-autosave="<url>"> with a hidden field named version and a save bar.
//
// It posts the whole form 2 s after the last key and when a field is left. The server answers
//   200 {"version": 8, "saved_at": "10:42:16", "errors": {"progress": "请写明数字"}}: errors of fields are shown, none is
//       swapped; nothing happens to the field in focus
//   409 HTML with <div id="conflict">…</div>: both versions side by side; saving rests until the person has chosen
//   401: signed out; the save is repeated every 10 s and when the window has the focus again, with a fresh token
// Everything else is retried. Sending the form by a button waits only for a save under way: pressing the button leaves the
// field and so starts one, and without its new version the form would be in conflict with itself.

const WAIT = 2000;
const RETRY = 10000;

function start(form) {
  const state = form.querySelector("[data-save-state]");
  let timer;
  let running = false;
  let changed = false;
  let resting = false;
  let sent = false;
  let sender = null;

  function say(icon, colour, word, beside = "") {
    const shown = document.createElement("span");
    shown.className = colour ? `light light-${colour}` : "save-n";
    if (icon) shown.append(sign(icon));
    shown.append(word);
    const note = document.createElement("span");
    note.className = "save-n";
    note.textContent = beside;
    state.replaceChildren(shown, " ", note);
  }

  function tellErrors(errors) {
    form.querySelectorAll("[data-saved-error]").forEach((old) => old.remove());
    form.querySelectorAll("[aria-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
      field.classList.remove("is-invalid");
    });
    const wrong = Object.entries(errors || {});
    wrong.forEach(([name, message]) => {
      const field = form.elements.namedItem(name);
      const control = field instanceof RadioNodeList ? field[0] : field;
      if (!control) return;
      const id = `${control.id}_error`;
      document.getElementById(id)?.remove();
      const place = document.createElement("p");
      place.className = "err";
      place.id = id;
      place.dataset.savedError = "";
      place.append(sign("x-circle-fill"), message);
      (control.closest(".field") || control.parentElement).append(place);
      control.setAttribute("aria-invalid", "true");
      control.classList.add("is-invalid");
      if (!(control.getAttribute("aria-describedby") || "").split(" ").includes(id)) {
        control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") || ""} ${id}`.trim());
      }
    });
    const link = form.querySelector("[data-save-errors]");
    if (!link) return;
    link.hidden = wrong.length === 0;
    link.querySelector("[data-save-errors-count]").textContent = wrong.length;
  }

  async function save() {
    clearTimeout(timer);
    if (!changed || running || resting || sent) return;
    running = true;
    changed = false;
    say("", "", "正在保存");
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), headers: { "HX-Request": "true", Accept: "application/json" },
      });
    } catch { answer = null; }
    if (answer?.ok) await saved(answer);
    else if (answer?.status === 409 || answer?.status === 412) await conflict(answer);
    else await again(answer);
    // only now: until the answer is read the form still bears the version before it
    running = false;
    if (sender) sendNow();
    else if (changed && !resting) schedule();
  }

  function sendNow() {
    const button = sender;
    sender = null;
    if (!resting) form.requestSubmit(button.form === form ? button : null);
  }

  async function saved(answer) {
    const told = await answer.json();
    if (form.elements.version) form.elements.version.value = told.version;
    // a form of many reports holds one version each
    Object.entries(told.versions || {}).forEach(([name, version]) => {
      const field = form.elements.namedItem(name);
      if (field) field.value = version;
    });
    tellErrors(told.errors);
    say("check-circle-fill", "green", "已自动保存", told.saved_at);
  }

  async function conflict(answer) {
    resting = true;
    changed = true;
    say("exclamation-triangle-fill", "yellow", "没有保存：他人已改过，请选择保留哪一份");
    window.htmx.swap("#conflict", await answer.text(), { swapStyle: "outerHTML" });
    document.getElementById("conflict")?.scrollIntoView({ block: "center" });
  }

  async function again(answer) {
    changed = true;
    if (answer?.status === 401) say("x-circle-fill", "red", "没有保存：登录已过期", "在新窗口重新登录后自动再存");
    else say("x-circle-fill", "red", "没有保存，正在重试", answer ? "" : "网络中断，已填内容保留在本页");
    if (answer?.status === 403) await freshToken();
    timer = setTimeout(save, RETRY);
  }

  function schedule() { clearTimeout(timer); timer = setTimeout(save, WAIT); }
  form.addEventListener("input", () => { changed = true; schedule(); });
  form.addEventListener("change", () => { changed = true; schedule(); });
  form.addEventListener("focusout", () => { if (changed) setTimeout(save, 0); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      sender = event.submitter || form;
    } else sent = true;
  });
  window.addEventListener("focus", () => { if (changed) save(); });
  window.addEventListener("online", () => { if (changed) save(); });
  window.addEventListener("beforeunload", (event) => { if (changed && !sent) event.preventDefault(); });
  form.addEventListener("duban:save", () => { changed = true; save(); });
  form.querySelector("[data-save-errors]")?.addEventListener("click", (event) => {
    event.preventDefault();
    form.querySelector("[aria-invalid=true]")?.focus();
  });
}

// an icon of the sprite that the page already uses
function sign(name) {
  const sprite = document.querySelector(".bi use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "bi");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

// signing in again changes the token: take it from the page as it would be shown now
async function freshToken() {
  try {
    const page = await (await fetch(window.location.href)).text();
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!token) return;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token.value; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token.value }));
  } catch { /* no network: the next try comes by itself */ }
}

document.querySelectorAll("form[data-autosave]").forEach(start);
