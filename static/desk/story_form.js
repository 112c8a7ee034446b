// The story form: new topics, double submits, the word count.

// `rules` are those of vocabulary/text.py, which the page holds.
const countWords = (text, { word }) => (text.match(new RegExp(word, "gu")) ?? []).length
const readingMinutes = (words, { pace }) => Math.max(1, Math.round(words / pace))

{
  const form = document.getElementById("article_form")
  const $ = window.django?.jQuery

  // A new topic is sent as "new:Name"; the form decides whether the user may add it.
  if ($?.fn.select2) {
    $.fn.select2.defaults.set("createTag", (params) => {
      const name = params.term.trim().replaceAll(/\s+/g, " ")
      return name ? { id: `new:${name}`, text: name, newTag: true } : null
    })
    // Existing topics come first, because Enter takes the first.
    $.fn.select2.defaults.set("insertTag", (found, topic) => found.push(topic))
  }

  // Opens the choices of a new inline row.
  document.addEventListener("formset:added", (event) => {
    const field = event.target.querySelector("select.admin-autocomplete")
    if (field) setTimeout(() => $(field).select2("open"))
  })

  let leaving = false
  form?.addEventListener("submit", (event) => {
    if (leaving) {
      event.preventDefault() // a double submit
      return
    }
    leaving = true
    setTimeout(() => {
      leaving = false
    }, 8000)
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false
  })

  // Headlines are one line: ignores Enter.
  for (const field of document.querySelectorAll(".one-line")) {
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault()
    })
  }

  const tally = document.getElementById("tally")
  const rules = tally && JSON.parse(tally.dataset.rules)
  const count = () => {
    const blocks = new RegExp(`</?(?:${rules.blocks.join("|")})\\b`, "g")
    const apart = form.elements.body.value.replaceAll(blocks, " $&")
    const text = new DOMParser().parseFromString(apart, "text/html").body.textContent
    const words = countWords(text, rules)
    tally.textContent = tally.dataset.words
      .replace("{words}", words)
      .replace("{minutes}", readingMinutes(words, rules))
  }
  if (form?.elements.body && tally) {
    let waiting
    count()
    form.addEventListener("input", () => {
      clearTimeout(waiting)
      waiting = setTimeout(count, 600)
    })
  }
}
