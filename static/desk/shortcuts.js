// Keyboard shortcuts; the dialog behind "?" lists them. Those without Ctrl work only outside
// fields, and users of speech input can turn them off.
{
  const OFF = "newsroom:no-plain-keys"
  const dialog = document.getElementById("shortcuts")
  const plain = document.getElementById("plain-keys")
  const press = (selector) => document.querySelector(selector)?.click()
  const go = (selector) => {
    const link = document.querySelector(selector)
    if (link) location.assign(link.href)
  }
  const search = () => document.querySelector("#site-search input, #searchbar")?.focus()
  const table = () => (dialog.open ? dialog.close() : dialog.showModal())
  const save = () => {
    const button = document.querySelector("main button[name=_save], main input[name=_save]")
    button?.form.requestSubmit(button)
  }

  const WITH_CONTROL = {
    s: save,
    p:
      document.querySelector("a[data-previews]") && (() => press("a[data-previews]:not([hidden])")),
    "/": table,
  }
  const WITH_CONTROL_AND_SHIFT = {
    f: search,
    enter: () => press("#step-status button.default[name=_action]"),
  }
  const PLAIN = {
    "/": search,
    "?": table,
    n: () => go("#user-tools a[data-writes]"),
    d: () => go("#site-name a"),
    s: () => go("#nav-sidebar .model-article a"),
  }

  const isWrittenIn = (target) =>
    target.closest?.(
      "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]",
    )
  const actOf = (event) => {
    if (event.isComposing || event.altKey) return null
    const key = event.key.toLowerCase()
    if (event.ctrlKey || event.metaKey) {
      return (event.shiftKey ? WITH_CONTROL_AND_SHIFT : WITH_CONTROL)[key] ?? null
    }
    const isOff = !plain.checked || (dialog.open && key !== "?")
    return isOff || isWrittenIn(event.target) ? null : (PLAIN[key] ?? null)
  }

  // In the capture phase, before the text editor handles Ctrl+Enter.
  document.addEventListener(
    "keydown",
    (event) => {
      const act = actOf(event)
      if (!act) return
      event.preventDefault()
      event.stopPropagation()
      act()
    },
    true,
  )

  document.querySelector("[data-shows-shortcuts]")?.addEventListener("click", table)
  try {
    plain.checked = localStorage.getItem(OFF) !== "1"
    plain.addEventListener("change", () => localStorage.setItem(OFF, plain.checked ? "" : "1"))
  } catch {
    // Without localStorage the choice lasts as long as the page.
  }
  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    for (const key of dialog.querySelectorAll("[data-control]")) key.textContent = "⌘"
  }
}
