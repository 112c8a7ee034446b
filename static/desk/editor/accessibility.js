// What the page around the editor asks of it: the policy, its name, its language.
// The editor adds an inline <style>, which our policy refuses, unless it finds one of that name. This
// one is in no namespace a browser styles from; the rules themselves stand in editor.css.
const styleStub = document.createElementNS("urn:newsroom", "style")
styleStub.toggleAttribute("data-tiptap-style", true)
document.head.append(styleStub)

function labelToolbar(bar) {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", gettext("Format"))
  // The names of the icons are drawn and not read: a button says what its title says.
  for (const button of bar.querySelectorAll(".material-icons")) {
    button.dataset.icon = button.textContent
    button.textContent = ""
  }
}

// The buttons above the text are one stop for Tab, as in any toolbar; arrows lead from one to the next.
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

// A contenteditable has no name unless it is given one.
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
  // The browser tells the editor of a moved cursor a moment after it has moved; what is pressed or
  // pasted before that is meant for where it stands now.
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
