// Sidebar panels that are saved apart from the story: the response replaces the panel, and unsaved
// changes to the story stay.
{
  const form = document.getElementById("beside")

  const showError = (panel, words) => {
    const status = panel.querySelector(".panel-said")
    const line = document.createElement("p")
    line.className = "flag stop"
    line.textContent = words
    status.replaceChildren(line)
  }

  form?.addEventListener("submit", async (event) => {
    const button = event.submitter
    const panel = button?.closest(".beside-panel")
    if (!panel) return
    event.preventDefault()
    button.disabled = true
    try {
      const answer = await fetch(button.formAction, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Beside": "1" },
      })
      if (!answer.ok || answer.redirected) throw new Error(answer.status)
      const fresh = document.createElement("template")
      fresh.innerHTML = await answer.text()
      const updated = fresh.content.querySelector(".beside-panel")
      const wasOpen = panel.querySelector("details")?.open ?? true
      panel.replaceWith(updated)
      for (const details of updated.querySelectorAll(":scope > details")) details.open = wasOpen
      updated.querySelector("input, select, textarea, button")?.focus()
    } catch {
      button.disabled = false
      showError(panel, form.dataset.failed)
    }
  })

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies-from]")
    if (!button) return
    const field = document.getElementById(button.dataset.copiesFrom)
    field.select()
    // Without a secure context there is no clipboard API; the text is selected for copying.
    await navigator.clipboard?.writeText(field.value)
    if (navigator.clipboard) button.querySelector("span").textContent = button.dataset.done
  })
}
