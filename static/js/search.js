// Search suggestions: the combobox of the ARIA Authoring Practices. Without this script it is an
// ordinary search field.
;(() => {
  "use strict"
  const WAIT = 150 // milliseconds without a key before it asks
  const LEAST = 2 // letters

  const furnish = (form) => {
    const field = form.querySelector("input[name=q]")
    const list = document.createElement("ul")
    const said = document.createElement("p")
    let timer = 0,
      asking = null,
      chosen = -1,
      asked = field.value.trim()

    // ARIA allows role=combobox on text inputs, not on search inputs.
    field.type = "text"
    field.enterKeyHint = "search"
    list.id = `${field.id}-list`
    list.className = "find__list"
    list.hidden = true
    list.setAttribute("role", "listbox")
    list.setAttribute("aria-label", field.getAttribute("aria-label"))
    said.className = "hush"
    said.setAttribute("role", "status")
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    }))
      field.setAttribute(name, value)
    field.parentElement.append(list, said)

    const options = () => [...list.children]

    const close = () => {
      clearTimeout(timer)
      if (asking) asking.abort()
      list.hidden = true
      said.textContent = ""
      choose(-1)
      field.setAttribute("aria-expanded", "false")
    }

    const choose = (place) => {
      chosen = place
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)))
      if (place < 0) return field.removeAttribute("aria-activedescendant")
      field.setAttribute("aria-activedescendant", options()[place].id)
      options()[place].scrollIntoView({ block: "nearest" })
    }

    const show = (suggestions) => {
      list.replaceChildren(
        ...suggestions.map(({ kind, shown, path }, at) => {
          const option = document.createElement("li")
          const name = document.createElement("span")
          const what = document.createElement("small")
          option.id = `${list.id}-${at}`
          option.dataset.path = path
          option.setAttribute("role", "option")
          name.textContent = shown
          name.dir = "auto"
          what.textContent = kind
          option.append(name, " ", what)
          return option
        }),
      )
      choose(-1)
      list.hidden = suggestions.length === 0
      field.setAttribute("aria-expanded", String(!list.hidden))
      said.textContent = list.hidden ? "" : `${suggestions.length} ${form.dataset.found}`
    }

    const ask = async () => {
      if (asking) asking.abort()
      const one = new AbortController()
      asking = one
      try {
        const address = `${form.dataset.suggest}?q=${encodeURIComponent(asked)}`
        const answer = await fetch(address, { signal: one.signal })
        if (answer.ok) show((await answer.json()).suggestions)
      } catch {
        if (asking === one) close() // no network: the field still searches
      }
    }

    field.addEventListener("input", () => {
      const typed = field.value.trim()
      clearTimeout(timer)
      if (typed.length < LEAST) {
        asked = typed
        return close()
      }
      if (typed === asked) return
      asked = typed
      timer = setTimeout(ask, WAIT)
    })

    const move = (step) => {
      const count = options().length + 1 // beyond either end is the field itself
      list.hidden = false
      field.setAttribute("aria-expanded", "true")
      choose(((chosen + 1 + step + count) % count) - 1)
    }

    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (event.key === "Escape" && !list.hidden) close()
      else if (step && options().length) move(step)
      else if (event.key === "Enter" && !list.hidden && chosen >= 0)
        location.assign(options()[chosen].dataset.path)
      else return
      event.preventDefault()
    })

    list.addEventListener("mousedown", (event) => event.preventDefault()) // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]")
      if (option) location.assign(option.dataset.path)
    })
    field.addEventListener("blur", close)
  }

  document.querySelectorAll("form[data-suggest]").forEach(furnish)
})()
