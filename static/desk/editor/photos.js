// Photos in the text: picked from the library, or uploaded where they are dropped or pasted. The
// text holds the photo's id; the library is asked for what to show.
import { Node, Plugin, gettext, pm } from "django-prose-editor/editor"
import { captioned, captionedView } from "desk/captioned"
import {
  forgetPhoto,
  localUrlOf,
  openDetailsDialog,
  photoById,
  pickPhoto,
  rememberPhoto,
  uploadPhoto,
} from "desk/photo_library"
import { showNotice } from "desk/notices"
import { make } from "desk/helpers"

const { Decoration, DecorationSet } = pm.view
const { PluginKey } = pm.state

// --- uploads -------------------------------------------------------------------------------------

const uploads = new PluginKey("uploads")

// Tracks the position of each upload while the text around it changes.
const comingPlugin = (handlers) =>
  new Plugin({
    key: uploads,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, set) {
        const moved = set.map(transaction.mapping, transaction.doc)
        const { add, remove } = transaction.getMeta(uploads) ?? {}
        if (add) {
          const line = () =>
            make("p", {
              className: "figure-coming",
              contentEditable: "false",
              textContent: gettext("Uploading “%s” …").replace("%s", add.name),
            })
          return moved.add(transaction.doc, [Decoration.widget(add.at, line, { token: add.token })])
        }
        return remove
          ? moved.remove(moved.find(null, null, ({ token }) => token === remove))
          : moved
      },
    },
    props: { decorations: (state) => uploads.getState(state), ...handlers },
  })

const pictures = (list) => [...list].filter((file) => file.type.startsWith("image/"))

// Uploads files and inserts each at `at` when it is done.
function uploadAll(view, files, at, { pickerUrl, uploadUrl, name, asks = false }) {
  const $at = view.state.doc.resolve(at)
  const place = $at.depth ? $at.after(1) : at // after the block it fell on
  showNotice(view, "")
  for (const file of files) {
    const token = {}
    view.dispatch(view.state.tr.setMeta(uploads, { add: { token, at: place, name: file.name } }))
    const settle = (photo) => {
      const [found] = uploads.getState(view.state).find(null, null, (each) => each.token === token)
      const tr = view.state.tr.setMeta(uploads, { remove: token })
      if (found && photo) tr.insert(found.from, view.state.schema.nodes[name].create({ photo }))
      else if (photo)
        showNotice(
          view,
          gettext("“%s” is in the library, but its place in the text was deleted.").replace(
            "%s",
            file.name,
          ),
        )
      view.dispatch(tr)
    }
    uploadPhoto(uploadUrl, file).then(
      ({ id }) => {
        settle(String(id))
        if (asks) photoById(pickerUrl, String(id)).then(openDetailsDialog, () => {}) // its line says what went wrong
      },
      (error) => {
        settle(null)
        showNotice(view, error.message, { isFault: true })
      },
    )
  }
}

// Ignores files dropped beside the text: the browser would leave the page to open them.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault()
  })
}

// --- the node ------------------------------------------------------------------------------------

// Shows a photo's caption, credit and missing details.
function describe(photo, details) {
  const words = [
    photo.caption || gettext("No caption yet."),
    photo.credit || gettext("No credit yet."),
  ].join(" ")
  details.replaceChildren(words)
  if (!photo.missing) return
  details.append(" ", make("span", { className: "flag wait", textContent: photo.missing }))
  if (!photo.url) return
  const fill = make("button", {
    type: "button",
    className: "linkish",
    textContent: gettext("Add photo details"),
  })
  fill.addEventListener("click", () => openDetailsDialog(photo))
  details.append(" ", fill)
}

// The caption can be overridden for this story.
export const PhotoFigure = Node.create({
  name: "photoFigure",
  ...captioned("photo"),
  addOptions() {
    return { pickerUrl: "", uploadUrl: "" }
  },
  addCommands() {
    return {
      insertPhoto:
        () =>
        ({ editor }) => {
          pickPhoto(this.options.pickerUrl).then((choice) => {
            if (choice?.files) {
              const asks = choice.files.length === 1
              uploadAll(editor.view, choice.files, editor.state.selection.to, {
                ...this.options,
                name: this.name,
                asks,
              })
            } else if (choice) {
              const id = String(choice.photo.id)
              rememberPhoto(choice.photo)
              editor
                .chain()
                .focus()
                .insertContent([{ type: this.name, attrs: { photo: id } }, { type: "paragraph" }])
                .run()
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
    return [
      comingPlugin({
        handleDrop(view, event, _slice, moved) {
          if (moved || !event.dataTransfer?.files.length) return false
          event.preventDefault()
          const files = pictures(event.dataTransfer.files)
          const there = view.posAtCoords({ left: event.clientX, top: event.clientY })
          if (files.length) uploadAll(view, files, there?.pos ?? view.state.selection.to, options)
          else
            showNotice(
              view,
              gettext(
                "Only images can be dropped into the text. To import a document, use File copy on the first page.",
              ),
              { isFault: true },
            )
          return true
        },
        // Word and spreadsheets put a picture of the text on the clipboard as well: prefer the
        // text.
        handlePaste(view, event) {
          const files = pictures(event.clipboardData?.files ?? [])
          const words = event.clipboardData
            ?.getData("text/html")
            .replaceAll(/<[^>]*>/g, "")
            .trim()
          if (!files.length || words) return false
          uploadAll(view, files, view.state.selection.to, options)
          return true
        },
      }),
    ]
  },
  addNodeView() {
    const { pickerUrl } = this.options
    return ({ node }) => {
      const { photo: id } = node.attrs
      const picture = make("img", { alt: "", src: localUrlOf(id) })
      const details = make("p", {
        className: "figure-facts",
        textContent: gettext("Loading the photo …"),
      })
      const onDescribed = ({ detail }) => String(detail.id) === id && describe(detail, details)
      document.addEventListener("photo:described", onDescribed)
      photoById(pickerUrl, id).then(
        (photo) => {
          if (!photo) {
            picture.remove()
            details.textContent = gettext("This photo is no longer in the library.")
            return
          }
          if (photo.src) picture.src = photo.src
          picture.alt = photo.alt || ""
          describe(photo, details)
        },
        (error) => {
          forgetPhoto(id)
          details.textContent = error.message
        },
      )
      return {
        ...captionedView({
          node,
          key: "photo",
          className: "news-photo",
          shown: [picture, details],
          hint: gettext("Write a caption, or leave blank to use the photo’s own."),
        }),
        destroy: () => document.removeEventListener("photo:described", onDescribed),
      }
    }
  },
})
