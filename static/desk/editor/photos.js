// Photos in a text. A picture is a marker; what may be shown of it is asked of the library.
import { Node, gettext, mergeAttributes } from "django-prose-editor/editor"
import { make } from "desk/dom"

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
