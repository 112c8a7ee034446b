// What the newsroom adds to the rich text editor. What a body may hold is said, and kept, by
// articles/body.py; here stands how it is written.
import {
  Extension,
  InputRule,
  Mark,
  Node,
  Plugin,
  gettext,
  mergeAttributes,
  textInputRule,
} from "django-prose-editor/editor"

const make = (tag, properties = {}, children = []) => {
  const element = document.createElement(tag)
  Object.assign(element, properties)
  element.append(...children)
  return element
}

// The editor adds an inline <style>, which our policy refuses, unless it finds one of that name. This
// one is in no namespace a browser styles from; the rules themselves stand in editor.css.
const mark = document.createElementNS("urn:newsroom", "style")
mark.setAttribute("data-tiptap-style", "")
document.head.append(mark)

// --- photos --------------------------------------------------------------------------------------

const asked = new Map()

async function fetchPhotos(url, query) {
  const response = await fetch(`${url}?${new URLSearchParams(query)}`, { credentials: "same-origin" })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return (await response.json()).photos
}

function photoById(url, id) {
  if (!asked.has(id)) asked.set(id, fetchPhotos(url, { id }).then((photos) => photos[0]))
  return asked.get(id)
}

function pickPhoto(url) {
  return new Promise((resolve) => {
    const words = make("input", { type: "search", ariaLabel: gettext("Search the photo library"), placeholder: gettext("Search the photo library") })
    const grid = make("div", { className: "photo-picker__grid" })
    const said = make("p", { className: "help" })
    said.setAttribute("role", "status")
    const cancel = make("button", { type: "button", className: "button", textContent: gettext("Cancel") })
    const dialog = make("dialog", { className: "photo-picker", ariaLabel: gettext("Choose a photo") }, [
      make("h2", { textContent: gettext("Choose a photo") }), words, said, grid, cancel,
    ])
    let chosen = null
    let latest = 0
    let waiting
    const choice = (photo) => {
      const button = make("button", { type: "button", className: "photo-picker__item" }, [
        make("img", { src: photo.src || "", alt: photo.alt || "", loading: "lazy" }),
        make("span", { textContent: photo.title }),
      ])
      button.addEventListener("click", () => {
        chosen = photo
        dialog.close()
      })
      return button
    }
    const load = async () => {
      const turn = ++latest
      try {
        const photos = await fetchPhotos(url, { q: words.value })
        if (turn !== latest) return
        grid.replaceChildren(...photos.map(choice))
        said.textContent = photos.length ? "" : gettext("No photo has these words.")
      } catch {
        said.textContent = gettext("The photo library does not answer. Try again.")
      }
    }
    cancel.addEventListener("click", () => dialog.close())
    words.addEventListener("input", () => {
      clearTimeout(waiting)
      waiting = setTimeout(load, 200)
    })
    words.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    document.body.append(dialog)
    dialog.showModal()
    load()
  })
}

// A picture is a marker; the desk may write a caption of its own for this place.
export const PhotoFigure = Node.create({
  name: "photoFigure",
  group: "block",
  content: "inline*",
  draggable: true,
  selectable: true,
  isolating: true,
  addOptions() {
    return { pickerUrl: "" }
  },
  addAttributes() {
    return {
      photo: {
        default: null,
        parseHTML: (element) => element.getAttribute("data-photo"),
        renderHTML: (attributes) => ({ "data-photo": attributes.photo }),
      },
    }
  },
  parseHTML() {
    return [{ tag: "figure[data-photo]", contentElement: (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption") }]
  },
  renderHTML({ node, HTMLAttributes }) {
    const figure = ["figure", mergeAttributes(HTMLAttributes)]
    return node.content.size ? [...figure, ["figcaption", 0]] : figure
  },
  addCommands() {
    return {
      insertPhoto: () => ({ editor }) => {
        pickPhoto(this.options.pickerUrl).then((photo) => {
          if (!photo) return
          asked.set(String(photo.id), Promise.resolve(photo))
          editor.chain().focus().insertContent([
            { type: this.name, attrs: { photo: String(photo.id) } },
            { type: "paragraph" },
          ]).run()
        })
        return true
      },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "photo",
      groups: "news",
      button: buttons.material("add_photo_alternate", gettext("Photo from the library")),
      command: (editor) => editor.commands.insertPhoto(),
      active: (editor) => editor.isActive("photoFigure"),
    })
  },
  addNodeView() {
    return ({ node }) => {
      const picture = make("img", { alt: "" })
      const own = make("p", { className: "figure-facts", textContent: gettext("Looking for the photo …") })
      const shown = make("div", { contentEditable: "false" }, [picture, own])
      const caption = make("figcaption")
      caption.dataset.hint = gettext("Caption here. Left empty, the photo’s own is printed.")
      const dom = make("figure", { className: "news-photo" }, [shown, caption])
      const hint = (current) => caption.classList.toggle("is-empty", current.content.size === 0)
      hint(node)
      photoById(this.options.pickerUrl, node.attrs.photo).then(
        (photo) => {
          if (!photo) {
            picture.remove()
            own.textContent = gettext("This photo is no longer in the library.")
            return
          }
          if (photo.src) picture.src = photo.src
          picture.alt = photo.alt || ""
          own.textContent = [photo.caption || gettext("No caption yet"), photo.credit || gettext("No credit yet")].join(" ")
        },
        () => { own.textContent = gettext("The photo library does not answer.") },
      )
      return {
        dom,
        contentDOM: caption,
        update(changed) {
          if (changed.type !== node.type || changed.attrs.photo !== node.attrs.photo) return false
          hint(changed)
          return true
        },
        ignoreMutation: (mutation) => mutation.type === "attributes" || !caption.contains(mutation.target),
      }
    }
  },
})

// --- boxes ---------------------------------------------------------------------------------------

function aside({ name, kind, content, label, title }) {
  return Node.create({
    name,
    group: "block",
    content,
    defining: true,
    parseHTML() {
      return [{ tag: `aside.${kind}` }]
    },
    renderHTML() {
      return ["aside", { class: kind }, 0]
    },
    addMenuItems({ buttons, menu }) {
      menu.defineItem({
        name: kind,
        groups: "news",
        button: buttons.text(label, title),
        command: (editor) => editor.chain().focus().toggleWrap(name).run(),
        active: (editor) => editor.isActive(name),
      })
    },
  })
}
export const PullQuote = aside({
  name: "pullQuote", kind: "pullquote", content: "paragraph+", label: gettext("Pull"), title: gettext("Pull quote"),
})
export const FactBox = aside({
  name: "factBox", kind: "facts", content: "(paragraph|heading|bulletList|orderedList|table)+", label: gettext("Fact"), title: gettext("Fact box"),
})

// --- what other ways into the house may have written ------------------------------------------------

// A link to a story of our own names it by number; its address is found when the page is drawn.
const StoryLink = Mark.create({
  name: "storyLink",
  priority: 1100, // before Link, which wants an address
  inclusive: false,
  addAttributes() {
    return {
      story: {
        default: null,
        parseHTML: (element) => element.getAttribute("data-article"),
        renderHTML: (attributes) => ({ "data-article": attributes.story }),
      },
    }
  },
  parseHTML() {
    return [{ tag: "a[data-article]" }]
  },
  renderHTML({ HTMLAttributes }) {
    return ["a", HTMLAttributes, 0]
  },
})

// Marks and attributes that a body may hold and the buttons do not make: opening a story at the
// desk and saving it must not lose them.
export const KeptMarkup = Extension.create({
  name: "keptMarkup",
  addExtensions() {
    const quoted = ["cite", "q"].map((tag) =>
      Mark.create({
        name: tag,
        parseHTML: () => [{ tag }],
        renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
      }),
    )
    return [...quoted, StoryLink]
  },
  addGlobalAttributes() {
    const kept = (name) => ({
      default: null,
      parseHTML: (element) => element.getAttribute(name),
      renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
    })
    return [
      { types: ["paragraph", "blockquote", "q"], attributes: { lang: kept("lang"), dir: kept("dir") } },
      { types: ["heading"], attributes: { id: kept("id") } },
    ]
  },
})

// --- typing and pasting --------------------------------------------------------------------------

// Quotation marks are those of the story's language; where the house has no rules for it they stay
// as typed. What is pasted or slips through is set when the story is saved (copydesk/typesetting.py).
const OPENS = "(?:^|[\\s{[(<'\"\u2018\u201C\u201E\u201A\u00AB\u2039\u2014\u2013])"
const APOSTROPHE = "\u2019"

function marksOfLanguage() {
  const all = JSON.parse(document.getElementById("copydesk")?.dataset.marks ?? "{}")
  return all[document.getElementById("id_language")?.value.split("-")[0]]
}

function quotationRule(find, choose) {
  return new InputRule({
    find,
    handler({ state, range }) {
      const marks = marksOfLanguage()
      if (!marks) return null
      const at = state.doc.resolve(range.to - 1) // the mark has been typed by now
      const before = at.parent.textBetween(0, at.parentOffset, "", " ")
      state.tr.insertText(choose(marks, before), range.to - 1, range.to)
      return undefined
    },
  })
}

// A single mark closes what is open, or is an apostrophe.
function closesOrElides({ inner: [opened, closed] }, before) {
  return before.lastIndexOf(opened) > before.lastIndexOf(closed) ? closed : APOSTROPHE
}

export const SmartQuotes = Extension.create({
  name: "smartQuotes",
  addInputRules() {
    return [
      quotationRule(new RegExp(`${OPENS}"$`), ({ outer }) => outer[0]),
      quotationRule(/"$/, ({ outer }) => outer[1]),
      quotationRule(new RegExp(`${OPENS}'$`), ({ inner }) => inner[0]),
      quotationRule(/'$/, closesOrElides),
      textInputRule({ find: /(?:^|\s)(\u2018)\d0s$/, replace: "\u2019" }), // the ’90s
      textInputRule({ find: /--$/, replace: "\u2014" }),
      textInputRule({ find: /\.\.\.$/, replace: "\u2026" }),
    ]
  },
})

// Lists from Word arrive as paragraphs of class MsoListParagraph with the bullet in a comment.
function listsFromWord(html) {
  if (!/mso-list|MsoListParagraph/i.test(html)) return html
  const marked = html.replace(/<!--\[if !supportLists\]-->[\s\S]*?<!--\[endif\]-->/gi, (comment) =>
    `<span data-marker>${comment.replace(/<!--[\s\S]*?-->/g, "")}</span>`)
  const page = new DOMParser().parseFromString(marked, "text/html")
  let list = null
  for (const paragraph of page.querySelectorAll("p")) {
    if (!/mso-list:\s*l\d/i.test(paragraph.getAttribute("style") || "")) {
      list = null
      continue
    }
    const marker = paragraph.querySelector("[data-marker]")
    const tag = /^\s*(\d+|[a-z])[.)]/i.test(marker?.textContent || "") ? "OL" : "UL"
    if (list?.tagName !== tag) {
      list = page.createElement(tag)
      paragraph.before(list)
    }
    marker?.remove()
    const item = page.createElement("li")
    item.append(...paragraph.childNodes)
    list.append(item)
    paragraph.remove()
  }
  return page.body.innerHTML
}
export const WordPaste = Extension.create({
  name: "wordPaste",
  addProseMirrorPlugins() {
    return [new Plugin({ props: { transformPastedHTML: listsFromWord } })]
  },
})

// Typing while a picture or a rule is selected would silently replace it: write after it instead.
export const AtomGuard = Extension.create({
  name: "atomGuard",
  addProseMirrorPlugins() {
    return [new Plugin({ props: {
      handleTextInput(view, from, to, text) {
        const { selection, schema, tr } = view.state
        const { node } = selection
        if (!node?.isBlock || !(node.isAtom || node.type.name === "photoFigure")) return false
        const paragraph = schema.nodes.paragraph.create(null, schema.text(text))
        tr.insert(selection.to, paragraph)
        const place = tr.doc.resolve(selection.to + 1 + text.length)
        view.dispatch(tr.setSelection(selection.constructor.near(place)))
        return true
      },
    } })]
  },
})

function nameBar(bar) {
  bar?.setAttribute("role", "toolbar")
  bar?.setAttribute("aria-label", gettext("Format"))
  // The names of the icons are drawn and not read: a button says what its title says.
  for (const button of bar?.querySelectorAll(".material-icons") ?? []) {
    button.dataset.icon = button.textContent
    button.textContent = ""
  }
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
  box.setAttribute("role", "textbox")
  box.setAttribute("aria-multiline", "true")
  const language = document.getElementById("id_language")?.value
  if (language) box.setAttribute("lang", language)
  setTimeout(() => nameBar(box.parentElement.querySelector(".prose-menubar"))) // it comes next
})
