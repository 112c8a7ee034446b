// Tries a house rule before it is saved.
{
  const button = document.getElementById("try-rule")
  const shown = document.getElementById("rule-trial")
  button?.addEventListener("click", async () => {
    button.disabled = true
    try {
      const body = new FormData(button.form)
      const answer = await fetch(button.dataset.url, {
        method: "POST",
        body,
        credentials: "same-origin",
      })
      if (!answer.ok) throw new Error(`${button.dataset.url} answered ${answer.status}`)
      shown.innerHTML = await answer.text()
    } catch {
      shown.textContent = button.dataset.silent
    }
    button.disabled = false
  })
}
