// The box under a story says what is being typed.
for (const copy of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(copy.dataset.copies)
  field?.addEventListener("input", () => {
    copy.textContent = field.value.trim() || copy.dataset.empty
  })
}
