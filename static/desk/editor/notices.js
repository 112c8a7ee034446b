// Notices under the toolbar: what was removed from a paste, or why an upload failed.
import { gettext } from "django-prose-editor/editor"
import { make } from "desk/helpers"

export function showNotice(view, sentence, { isFault = false } = {}) {
  const box = view.dom.closest(".prose-editor")
  box.querySelector(".editor-said")?.remove()
  if (!sentence) return
  const words = make("span", { attributes: { role: isFault ? "alert" : "status" } })
  const close = make("button", {
    type: "button",
    className: "linkish",
    textContent: gettext("Dismiss"),
  })
  const line = make("p", { className: `editor-said${isFault ? " stop" : ""}` }, [words, close])
  close.addEventListener("click", () => {
    line.remove()
    view.focus()
  })
  box.querySelector(".prose-menubar").after(line)
  words.textContent = sentence // after the element is there, or it is not read aloud
}
