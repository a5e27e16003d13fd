// The report's own: 沿用上期文字 copies the last period's words into the field and lets the form save itself.

document.querySelectorAll("[data-copy-last]").forEach((button) => {
  button.addEventListener("click", () => {
    const name = button.dataset.copyLast;
    const field = document.getElementById(`id_${name}`);
    const words = document.querySelector(`[data-last="${name}"]`).innerText.trim();
    field.value = field.value.trim() ? `${field.value.trim()}\n${words}` : words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
});

// leaving a field with Alt+L shows what the last period says there
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.key.toLowerCase() !== "l") return;
  const beside = event.target.closest(".fr")?.querySelector(".fp");
  if (!beside) return;
  event.preventDefault();
  beside.tabIndex = -1;
  beside.focus();
});

// many reports on one page: the last period's words into every field of progress that is still empty, and all picked
document.querySelectorAll("[data-copy-all]").forEach((button) => {
  button.addEventListener("click", () => {
    document.querySelectorAll("[data-copy-last]").forEach((one) => {
      const field = document.getElementById(`id_${one.dataset.copyLast}`);
      if (!field.value.trim()) one.click();
    });
    button.focus();
  });
});
// writing into a report picks it for sending
document.querySelectorAll("[data-batch-row]").forEach((row) => {
  row.addEventListener("input", (event) => {
    if (event.target.type !== "checkbox") row.querySelector("[data-send]").checked = true;
  });
});
