// Progressive enhancements for every page of the desk, and a helper that its other scripts share.
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)]

// Returns the CSRF token. Logging in in another window changes it: read it for each request.
window.tokenOf = (form) => {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1]
  return cookie || form.elements.csrfmiddlewaretoken.value
}

// Menus close on Escape and on a click elsewhere; only one is open.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of $$("details.menu[open], #changelist-filter details[open]")) {
      menu.open = false
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus()
    }
  }
})
document.addEventListener("click", (event) => {
  for (const menu of $$("details.menu[open], #changelist-filter details[open]")) {
    if (!menu.contains(event.target)) menu.open = false
  }
})

// Focuses the text field of a menu that opens.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open && target.matches("details.menu"))
      target.querySelector("input[type=text]")?.focus()
  },
  true,
)

// A link to something inside a closed panel opens the panel and goes to the field.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]')
  const target = link && document.getElementById(link.hash.slice(1))
  if (!target) return
  for (
    let panel = target.closest("details");
    panel;
    panel = panel.parentElement.closest("details")
  ) {
    panel.open = true
  }
  const fields = "textarea:not([hidden]), input:not([type=hidden]), select, button"
  const box = target.closest(".form-row")
  const written = box?.querySelector(".tiptap.ProseMirror, .select2-selection")
  const field = written ?? (target.matches(fields) ? target : target.querySelector(fields))
  if (field) requestAnimationFrame(() => field.focus())
})

// "Show" beside the password.
for (const button of $$("button[data-shows]")) {
  const field = document.getElementById(button.dataset.shows)
  button.hidden = false
  button.addEventListener("click", () => {
    const shown = field.type === "text"
    field.type = shown ? "password" : "text"
    button.setAttribute("aria-pressed", String(!shown))
  })
}

// Character counters beside fields: "59 characters (aim for 40–90)", "238 characters, 18 over 220".
function measure(field) {
  const counter = document.getElementById(field.dataset.counter)
  if (!counter) return
  const length = [...field.value.trim()].length
  const [least, most] = [Number(field.dataset.least), Number(field.dataset.most)]
  counter.classList.toggle("over", length > most)
  counter.classList.toggle("under", length < least)
  counter.textContent =
    length > most
      ? counter.dataset.over
          .replace("{n}", length)
          .replace("{more}", length - most)
          .replace("{most}", most)
      : counter.dataset.within
          .replace("{n}", length)
          .replace("{least}", least)
          .replace("{most}", most)
}
for (const field of $$("[data-counter]")) {
  let waiting
  measure(field)
  field.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => measure(field), 400)
  })
}

// select2 hides the select and its widget has no accessible name: gives it the field's label.
const labels = new WeakMap()
const nameOf = (field) => labels.get(field)?.textContent.trim() || field.name
function pointLabel(field) {
  const label = document.querySelector(`label[for="${field.id}"]`)
  if (!label) return
  labels.set(field, label)
  label.removeAttribute("for")
  label.addEventListener("click", () => {
    field.nextElementSibling?.querySelector("[role=combobox], .select2-search__field")?.focus()
  })
}
function nameChoices() {
  for (const field of $$("select.select2-hidden-accessible")) {
    const box = field.nextElementSibling
    pointLabel(field)
    for (const part of $$("[role=combobox], [role=textbox], .select2-search__field", box)) {
      const chosen = $$(".select2-selection__rendered", part).map((each) => each.textContent.trim())
      part.setAttribute("aria-label", [nameOf(field), ...chosen].filter(Boolean).join(": "))
      part.removeAttribute("aria-labelledby")
    }
  }
}
window.django?.jQuery?.(document).on("change", "select.select2-hidden-accessible", () => {
  setTimeout(nameChoices)
})
// The admin's links around a field are icons with a title: makes the title their accessible name.
function nameIcons() {
  for (const link of $$(".related-widget-wrapper-link[title]")) {
    for (const image of $$("img", link)) image.alt = link.title
  }
  for (const mark of $$(".datetimeshortcuts a > span[title]:empty")) {
    const words = document.createElement("span")
    words.className = "visually-hidden"
    words.textContent = mark.title
    mark.append(words)
  }
}
window.addEventListener("load", nameChoices)
window.addEventListener("load", nameIcons)
document.addEventListener("formset:added", () => setTimeout(nameIcons))
// select2 is set up when jQuery is ready, which may be after load.
window.django?.jQuery?.(() => setTimeout(nameChoices))
document.addEventListener("formset:added", () => setTimeout(nameChoices))
window.django?.jQuery?.(document).on("select2:open", (event) => {
  const field = document.querySelector(".select2-container--open .select2-search__field")
  field?.setAttribute("aria-label", nameOf(event.target))
  field?.focus()
})
