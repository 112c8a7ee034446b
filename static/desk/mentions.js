// Autocompletes @names in notes: arrow keys choose, Enter or Tab inserts, Escape closes.
{
  const MENTION = /(?:^|\s)@([\w.+-]*)$/
  let request = null

  const listOf = (field) => field.parentElement.querySelector("[role=listbox]")
  const hideList = (field) => {
    const list = listOf(field)
    list.hidden = true
    list.replaceChildren()
    field.removeAttribute("aria-activedescendant")
  }
  const choose = (field, item) => {
    for (const other of listOf(field).children) {
      other.setAttribute("aria-selected", String(other === item))
    }
    field.setAttribute("aria-activedescendant", item.id)
  }
  const insertName = (field, item) => {
    const before = field.value.slice(0, field.selectionStart).replace(/[\w.+-]*$/, "")
    field.setRangeText(`${item.dataset.name} `, before.length, field.selectionStart, "end")
    hideList(field)
    field.focus()
  }

  document.addEventListener("input", async (event) => {
    const field = event.target
    if (!field.dataset?.names) return
    const found = MENTION.exec(field.value.slice(0, field.selectionStart))
    if (!found) return hideList(field)
    request?.abort()
    request = new AbortController()
    const address = `${field.dataset.names}?${new URLSearchParams({ q: found[1] })}`
    const { people } = await fetch(address, { signal: request.signal })
      .then((answer) => answer.json())
      .catch(() => ({ people: [] }))
    if (!people.length) return hideList(field)
    const list = listOf(field)
    list.replaceChildren(
      ...people.map((person, number) => {
        const item = document.createElement("li")
        item.id = `${field.id}-name-${number}`
        item.role = "option"
        item.dataset.name = person.name
        item.textContent = `${person.label} @${person.name}`
        return item
      }),
    )
    list.hidden = false
    choose(field, list.firstElementChild)
  })

  document.addEventListener(
    "keydown",
    (event) => {
      const field = event.target
      if (!field.dataset?.names || listOf(field).hidden) return
      const list = listOf(field)
      const chosen = list.querySelector("[aria-selected=true]")
      if (event.key === "ArrowDown")
        choose(field, chosen.nextElementSibling ?? list.firstElementChild)
      else if (event.key === "ArrowUp")
        choose(field, chosen.previousElementSibling ?? list.lastElementChild)
      else if (event.key === "Enter" || event.key === "Tab") insertName(field, chosen)
      else if (event.key === "Escape") hideList(field)
      else return
      event.preventDefault()
      event.stopPropagation()
    },
    true,
  )

  // pointerdown comes before the field loses focus.
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest?.(".names [role=option]")
    if (!item) return
    event.preventDefault()
    insertName(item.closest(".form-row").querySelector("textarea"), item)
  })
}
