// Fits the editor into the page: Content-Security-Policy, accessible names, language.

// Tiptap adds an inline <style>, which the policy refuses, unless it finds one with this attribute.
// This stub is in a namespace that browsers do not apply; the rules themselves are in editor.css.
const styleStub = document.createElementNS("urn:newsroom", "style")
styleStub.toggleAttribute("data-tiptap-style", true)
document.head.append(styleStub)

function labelToolbar(bar) {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", gettext("Format"))
  // Hides the icons' ligature names from screen readers: a button is named by its title.
  for (const button of bar.querySelectorAll(".material-icons")) {
    button.dataset.icon = button.textContent
    button.textContent = ""
  }
}

// Makes the toolbar one tab stop; arrow keys move between its buttons (roving tabindex).
function makeOneTabStop(bar, editor) {
  const all = [...bar.querySelectorAll(".prose-menubar__button")]
  const shown = () => all.filter((button) => button.offsetParent)
  let stop
  const stopAt = (button) => {
    stop = button
    for (const each of all) each.tabIndex = each === button ? 0 : -1
  }
  stopAt(all[0])
  editor.on("transaction", () => stop.offsetParent || stopAt(all[0])) // those of a table come and go
  bar.addEventListener("focusin", ({ target }) => all.includes(target) && stopAt(target))
  bar.addEventListener("keydown", (event) => {
    const buttons = shown()
    const place = buttons.indexOf(event.target)
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key]
    if (place === -1 || next === undefined) return
    event.preventDefault()
    buttons.at(next % buttons.length).focus()
  })
}

// Names the contenteditable by the field's label, which cannot point at it.
document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const box = editor.view.dom
  if (label) {
    label.id ||= `label_${textarea.id}`
    box.setAttribute("aria-labelledby", label.id)
    textarea.setAttribute("aria-labelledby", label.id)
    label.removeAttribute("for") // of the textarea, which is hidden now
    label.addEventListener("click", () => editor.commands.focus())
  }
  // The editor hears of a moved cursor with a delay: flush, so that a key or a paste goes where the
  // cursor is now.
  for (const kind of ["keydown", "paste"]) {
    box.addEventListener(
      kind,
      ({ isComposing }) => isComposing || editor.view.domObserver.flush(),
      { capture: true },
    )
  }
  box.setAttribute("role", "textbox")
  box.setAttribute("aria-multiline", "true")
  const language = document.querySelector("#id_language")
  const setLanguage = () => language?.value && box.setAttribute("lang", language.value)
  if (language?.getAttribute("aria-invalid") !== "true") setLanguage()
  language?.addEventListener("change", setLanguage)
  setTimeout(() => {
    const bar = box.parentElement.querySelector(".prose-menubar") // it comes next
    if (!bar) return
    labelToolbar(bar)
    makeOneTabStop(bar, editor)
  })
})
