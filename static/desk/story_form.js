// The page a story is written on: new topics, one press of a button, the number of words.

// Words and minutes to read, by the rules of vocabulary/text.py, which the page brings.
const countWords = (text, { word }) => (text.match(new RegExp(word, "gu")) ?? []).length
const readingMinutes = (words, { pace }) => Math.max(1, Math.round(words / pace))

{
  const form = document.getElementById("article_form")
  const $ = window.django?.jQuery

  // A topic that is not there yet is sent as "new:Name"; the form decides whether it may be made.
  if ($?.fn.select2) {
    $.fn.select2.defaults.set("createTag", (params) => {
      const name = params.term.trim().replaceAll(/\s+/g, " ")
      return name ? { id: `new:${name}`, text: name, newTag: true } : null
    })
    // What is there already stands above what could be added: Enter takes the first.
    $.fn.select2.defaults.set("insertTag", (found, topic) => found.push(topic))
  }

  // A new row asks at once whom or what it names.
  document.addEventListener("formset:added", (event) => {
    const field = event.target.querySelector("select.admin-autocomplete")
    if (field) setTimeout(() => $(field).select2("open"))
  })

  let leaving = false
  form?.addEventListener("submit", (event) => {
    if (leaving) {
      event.preventDefault() // pressed twice
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

  // Enter in a headline goes on to the next field: a headline is one line.
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
