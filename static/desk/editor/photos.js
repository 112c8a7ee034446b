// Photos in a text: picked from the library, or brought in where they are dropped or pasted. A
// picture is a marker; what may be shown of it is asked of the library.
import { Node, Plugin, gettext, pm } from "django-prose-editor/editor"
import { captioned, captionedView } from "desk/captioned"
import { say } from "desk/saying"
import { ask, make } from "desk/shared"

const { Decoration, DecorationSet } = pm.view
const { PluginKey } = pm.state

// --- the library ---------------------------------------------------------------------------------

const asked = new Map() // id -> promise of a photo
const brought = new Map() // id -> address of the file as it lies in this browser

async function fetchPhotos(url, query) {
  const failed = gettext("The photo library does not answer. Try again.")
  return (await ask(url, query, { failed })).photos
}

function photoById(url, id) {
  if (!asked.has(id)) asked.set(id, fetchPhotos(url, { id }).then((photos) => photos[0]))
  return asked.get(id)
}

// Sends a picture to the library. Throws an Error with a sentence.
async function bringIn(url, file) {
  const body = new FormData()
  body.append("csrfmiddlewaretoken", tokenOf(document.getElementById("article_form")))
  body.append("file", file)
  const sent = fetch(url, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } })
  const response = await sent.catch(() => null)
  if (response?.status === 403) throw new Error(gettext("Bringing pictures in is not yours, or you have been logged out. Ask the photo desk."))
  const { pictures: [picture] } = await response?.json().catch(() => null) ?? { pictures: [] }
  if (!picture) throw new Error(gettext("“%s” did not arrive. Try again.").replace("%s", file.name))
  if (picture.refused) throw new Error(picture.refused)
  brought.set(String(picture.id), URL.createObjectURL(file))
  return picture
}

// Resolves to a photo of the library, to files to bring in, or to null.
function pickPhoto(url) {
  return new Promise((resolve) => {
    const words = make("input", { type: "search", ariaLabel: gettext("Search the photo library"), placeholder: gettext("Search the photo library") })
    const grid = make("div", { className: "photo-picker__grid" })
    const said = make("p", { className: "help" })
    said.setAttribute("role", "status")
    const files = make("input", { type: "file", accept: "image/*", multiple: true, className: "visually-hidden", id: "photo-picker-files" })
    const bring = make("label", { className: "button", htmlFor: files.id, textContent: gettext("Bring in a new one") })
    const cancel = make("button", { type: "button", className: "button", textContent: gettext("Cancel") })
    const dialog = make("dialog", { className: "photo-picker", ariaLabel: gettext("Choose a photo") }, [
      make("h2", { textContent: gettext("Choose a photo") }), words, said, grid,
      make("div", { className: "photo-picker__acts" }, [files, bring, cancel]),
    ])
    let chosen = null
    let latest = 0
    let waiting
    const end = (choice) => {
      chosen = choice
      dialog.close()
    }
    const choice = (photo) => {
      const button = make("button", { type: "button", className: "photo-picker__item" }, [
        make("img", { src: photo.src || "", alt: photo.alt || "", loading: "lazy" }),
        make("span", { textContent: photo.title }),
      ])
      button.addEventListener("click", () => end({ photo }))
      return button
    }
    const load = async () => {
      const turn = ++latest
      try {
        const photos = await fetchPhotos(url, { q: words.value })
        if (turn !== latest) return
        grid.replaceChildren(...photos.map(choice))
        said.textContent = photos.length ? "" : gettext("No photo has these words.")
      } catch (error) {
        said.textContent = error.message
      }
    }
    files.addEventListener("change", () => end({ files: [...files.files] }))
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

// --- pictures on their way -----------------------------------------------------------------------

const coming = new PluginKey("coming")

// Keeps the place of each picture that is on its way, while the text around it is written on.
const comingPlugin = (handlers) => new Plugin({
  key: coming,
  state: {
    init: () => DecorationSet.empty,
    apply(transaction, set) {
      const moved = set.map(transaction.mapping, transaction.doc)
      const { add, remove } = transaction.getMeta(coming) ?? {}
      if (add) {
        const line = () => make("p", { className: "figure-coming", contentEditable: "false", textContent: gettext("Bringing in “%s” …").replace("%s", add.name) })
        return moved.add(transaction.doc, [Decoration.widget(add.at, line, { token: add.token })])
      }
      return remove ? moved.remove(moved.find(null, null, ({ token }) => token === remove)) : moved
    },
  },
  props: { decorations: (state) => coming.getState(state), ...handlers },
})

const pictures = (list) => [...list].filter((file) => file.type.startsWith("image/"))

let underway = 0
window.addEventListener("beforeunload", (event) => underway && event.preventDefault())

// Brings files in, each to its place at `at`; typing goes on meanwhile.
function bringAllIn(view, files, at, { uploadUrl, name }) {
  const $at = view.state.doc.resolve(at)
  const place = $at.depth ? $at.after(1) : at // after the block it fell on
  say(view, "")
  for (const file of files) {
    const token = {}
    underway += 1
    view.dispatch(view.state.tr.setMeta(coming, { add: { token, at: place, name: file.name } }))
    const settle = (photo) => {
      underway -= 1
      const [found] = coming.getState(view.state).find(null, null, (each) => each.token === token)
      const tr = view.state.tr.setMeta(coming, { remove: token })
      if (found && photo) tr.insert(found.from, view.state.schema.nodes[name].create({ photo }))
      else if (photo) say(view, gettext("“%s” is in the library; its place in the text has gone.").replace("%s", file.name))
      view.dispatch(tr)
    }
    bringIn(uploadUrl, file).then(
      ({ id }) => settle(String(id)),
      (error) => {
        settle(null)
        say(view, error.message, { isFault: true })
      },
    )
  }
}

// A file that misses the text would take the page away: it is let fall.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault()
  })
}

// --- the node ------------------------------------------------------------------------------------

// Says what the library has of a photo, and what it still lacks.
function describe(photo, own) {
  const words = [photo.caption || gettext("No caption yet."), photo.credit || gettext("No credit yet.")].join(" ")
  own.replaceChildren(words)
  if (!photo.missing) return
  own.append(" ", make("span", { className: "flag wait", textContent: photo.missing }))
  if (photo.url) own.append(" ", make("a", { href: photo.url, target: "_blank", textContent: gettext("Fill in its papers") }))
}

// The desk may write a caption of its own for this place.
export const PhotoFigure = Node.create({
  name: "photoFigure",
  ...captioned("photo"),
  addOptions() {
    return { pickerUrl: "", uploadUrl: "" }
  },
  addCommands() {
    return {
      insertPhoto: () => ({ editor }) => {
        pickPhoto(this.options.pickerUrl).then((choice) => {
          if (choice?.files) {
            bringAllIn(editor.view, choice.files, editor.state.selection.to, { ...this.options, name: this.name })
          } else if (choice) {
            const id = String(choice.photo.id)
            asked.set(id, Promise.resolve(choice.photo))
            editor.chain().focus().insertContent([{ type: this.name, attrs: { photo: id } }, { type: "paragraph" }]).run()
          }
        })
        return true
      },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "photo",
      groups: "news",
      button: buttons.material("add_photo_alternate", gettext("Photo")),
      command: (editor) => editor.commands.insertPhoto(),
      active: (editor) => editor.isActive("photoFigure"),
    })
  },
  addProseMirrorPlugins() {
    const options = { ...this.options, name: this.name }
    return [comingPlugin({
      handleDrop(view, event, _slice, moved) {
        if (moved || !event.dataTransfer?.files.length) return false
        event.preventDefault()
        const files = pictures(event.dataTransfer.files)
        const there = view.posAtCoords({ left: event.clientX, top: event.clientY })
        if (files.length) bringAllIn(view, files, there?.pos ?? view.state.selection.to, options)
        else say(view, gettext("Only pictures can be dropped into a text. A file with copy goes in through File copy on the first page."), { isFault: true })
        return true
      },
      // Word and spreadsheets send a picture of the text along with the text: the text is meant.
      handlePaste(view, event) {
        const files = pictures(event.clipboardData?.files ?? [])
        const words = event.clipboardData?.getData("text/html").replace(/<[^>]*>/g, "").trim()
        if (!files.length || words) return false
        bringAllIn(view, files, view.state.selection.to, options)
        return true
      },
    })]
  },
  addNodeView() {
    const { pickerUrl } = this.options
    return ({ node }) => {
      const { photo: id } = node.attrs
      const picture = make("img", { alt: "", src: brought.get(id) ?? "" })
      const own = make("p", { className: "figure-facts", textContent: gettext("Looking for the photo …") })
      const learn = () => photoById(pickerUrl, id).then(
        (photo) => {
          if (!photo) {
            picture.remove()
            own.textContent = gettext("This photo is no longer in the library.")
            return
          }
          if (photo.src) picture.src = photo.src
          picture.alt = photo.alt || ""
          describe(photo, own)
        },
        (error) => {
          asked.delete(id)
          own.textContent = error.message
        },
      )
      // Its papers are filled in elsewhere: look again when somebody comes back from there.
      const again = () => {
        if (!own.querySelector("a")) return
        asked.delete(id)
        learn()
      }
      window.addEventListener("focus", again)
      learn()
      return {
        ...captionedView({
          node, key: "photo", className: "news-photo", shown: [picture, own],
          hint: gettext("Caption here. Left empty, the photo’s own is printed."),
        }),
        destroy: () => window.removeEventListener("focus", again),
      }
    }
  },
})
