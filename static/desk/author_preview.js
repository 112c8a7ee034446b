// Shows what is typed in the preview of the author box.
for (const copy of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(copy.dataset.copies)
  field?.addEventListener("input", () => {
    copy.textContent = field.value.trim() || copy.dataset.empty
  })
}
