// Dialogs are <dialog> elements; a control with data-dialog="<id>" opens one, data-close closes it.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) { event.preventDefault(); closer.closest("dialog").close(); return; }
  if (event.target.matches("dialog[open]")) event.target.close(); // a click on the backdrop
});

// rendered open by the server (without script it stands in the page): now it floats
function float(scope) {
  scope.querySelectorAll("dialog[open]").forEach((dialog) => { dialog.close(); dialog.showModal(); });
}
float(document);
document.addEventListener("htmx:load", (event) => float(event.detail.elt));
