// The page a story is written on: new topics, one press of a button.
{
  const form = document.getElementById("article_form")
  const $ = window.django?.jQuery

  // A topic that is not there yet is sent as "new:Name"; the form decides whether it may be made.
  if ($?.fn.select2) {
    $.fn.select2.defaults.set("createTag", (params) => {
      const name = params.term.trim().replace(/\s+/g, " ")
      return name ? { id: `new:${name}`, text: name, newTag: true } : null
    })
    // What is there already stands above what could be added: Enter takes the first.
    $.fn.select2.defaults.set("insertTag", (found, topic) => found.push(topic))
  }

  let leaving = false
  form?.addEventListener("submit", (event) => {
    if (leaving) {
      event.preventDefault() // pressed twice
      return
    }
    leaving = true
    setTimeout(() => { leaving = false }, 8000)
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false
  })

  // Ctrl or Cmd and S saves.
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      const save = form?.querySelector("button[name=_save]")
      if (save) {
        event.preventDefault()
        form.requestSubmit(save)
      }
    }
  })

  // Enter in a headline goes on to the next field: a headline is one line.
  for (const field of document.querySelectorAll(".one-line")) {
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault()
    })
  }
}
