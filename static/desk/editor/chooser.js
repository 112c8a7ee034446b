// A dialog with a combobox: type to search, choose by arrow keys or pointer.
import { gettext } from "django-prose-editor/editor"
import { make } from "desk/helpers"

let serial = 0

export class Chooser {
  // `none` is shown when nothing is found; `before`, `after` and `buttons` are elements to put
  // before the field, after the list and among the buttons. `offers(typed)` resolves to the
  // options, as {label, note, take}: `take` is the value the dialog ends with, or a function to
  // call instead. The message of what it throws is shown.
  constructor({ title, label, placeholder, none, offers, before = [], after = [], buttons = [] }) {
    const id = `chooser-${++serial}`
    this.id = id
    this.none = none
    this.offers = offers
    this.options = []
    this.active = -1
    this.shownFor = null // what was typed when the list was made
    this.turn = 0
    this.answer = null
    this.field = make("input", {
      type: "text",
      placeholder,
      autocomplete: "off",
      spellcheck: false,
      attributes: {
        role: "combobox",
        "aria-expanded": "true",
        "aria-autocomplete": "list",
        "aria-controls": `${id}-list`,
        "aria-label": label,
        autocapitalize: "off",
      },
    })
    this.list = make("ul", {
      id: `${id}-list`,
      className: "chooser__list",
      attributes: { role: "listbox", "aria-label": label },
    })
    this.status = make("p", { className: "help", attributes: { role: "status" } })
    const cancel = make("button", {
      type: "button",
      className: "button small",
      textContent: gettext("Cancel"),
    })
    this.dialog = make("dialog", { className: "chooser", attributes: { "aria-labelledby": id } }, [
      make("h2", { id, textContent: title }),
      ...before,
      this.field,
      this.list,
      this.status,
      ...after,
      make("div", { className: "chooser__acts" }, [...buttons, cancel]),
    ])
    this.field.addEventListener("input", () => {
      clearTimeout(this.waiting)
      this.waiting = setTimeout(() => this.load(), 150)
    })
    this.field.addEventListener("keydown", (event) => this.handleKey(event))
    cancel.addEventListener("click", () => this.dialog.close())
  }

  get typed() {
    return this.field.value.trim()
  }

  open() {
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => {
        this.dialog.remove()
        resolve(this.answer)
      })
      document.body.append(this.dialog)
      this.dialog.showModal()
      this.field.focus()
      this.field.select()
      this.load()
    })
  }

  end(answer) {
    this.answer = answer
    this.dialog.close()
  }

  setStatus(sentence) {
    this.status.textContent = sentence
  }

  async load() {
    const mine = ++this.turn
    const typed = this.typed
    try {
      const offers = await this.offers(typed)
      if (mine === this.turn) this.show(typed, offers)
    } catch (error) {
      if (mine === this.turn) this.setStatus(error.message)
    }
  }

  show(typed, offers) {
    this.shownFor = typed
    this.options = offers.map(({ label, note, take }, place) => {
      const element = make(
        "li",
        { id: `${this.id}-${place}`, attributes: { role: "option", "aria-selected": "false" } },
        [make("b", { textContent: label }), make("span", { textContent: note })],
      )
      const choose = () => (typeof take === "function" ? take() : this.end(take))
      element.addEventListener("click", choose)
      return { element, choose }
    })
    this.list.replaceChildren(...this.options.map((option) => option.element))
    this.setStatus(offers.length ? "" : this.none)
    this.highlight(0)
  }

  highlight(place) {
    const { length } = this.options
    this.active = length ? (place + length) % length : -1
    this.options.forEach(({ element }, index) =>
      element.setAttribute("aria-selected", String(index === this.active)),
    )
    const highlighted = this.options[this.active]?.element
    if (highlighted) {
      this.field.setAttribute("aria-activedescendant", highlighted.id)
      highlighted.scrollIntoView({ block: "nearest" })
    } else this.field.removeAttribute("aria-activedescendant")
  }

  async handleKey(event) {
    if (event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return
    event.preventDefault()
    if (this.shownFor !== this.typed) {
      clearTimeout(this.waiting) // the list is that of an earlier text
      await this.load()
      if (this.shownFor !== this.typed) return
    }
    if (event.key === "Enter") this.options[this.active]?.choose()
    else this.highlight(this.active + (event.key === "ArrowDown" ? 1 : -1))
  }
}
