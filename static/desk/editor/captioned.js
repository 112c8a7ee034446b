// Shared by photos and embeds: a figure that refers to something by id or URL, with a caption.
import { mergeAttributes } from "django-prose-editor/editor"
import { make } from "desk/helpers"

// Returns the node spec of `<figure data-{key}="…"><figcaption>`, for Node.create.
export const captioned = (key) => ({
  group: "block",
  content: "inline*",
  draggable: true,
  selectable: true,
  isolating: true,
  addAttributes() {
    return {
      [key]: {
        default: null,
        parseHTML: (element) => element.getAttribute(`data-${key}`),
        renderHTML: (attributes) => ({ [`data-${key}`]: attributes[key] }),
      },
    }
  },
  parseHTML() {
    return [
      {
        tag: `figure[data-${key}]`,
        contentElement: (figure) =>
          figure.querySelector("figcaption") ?? document.createElement("figcaption"),
      },
    ]
  },
  renderHTML({ node, HTMLAttributes }) {
    const figure = ["figure", mergeAttributes(HTMLAttributes)]
    return node.content.size ? [...figure, ["figcaption", 0]] : figure
  },
})

// Returns the node view: `shown` is read-only, the caption is editable and shows `hint` while
// empty.
export function captionedView({ node, key, className, shown, hint }) {
  const caption = make("figcaption")
  caption.dataset.hint = hint
  const fixed = make("div", { contentEditable: "false" }, shown)
  const dom = make("figure", { className }, [fixed, caption])
  const look = (current) => caption.classList.toggle("is-empty", current.content.size === 0)
  look(node)
  return {
    dom,
    contentDOM: caption,
    update(changed) {
      if (changed.type !== node.type || changed.attrs[key] !== node.attrs[key]) return false
      look(changed)
      return true
    },
    stopEvent: (event) => event.target.closest?.("a, button") && event.type === "mousedown",
    ignoreMutation: (mutation) =>
      mutation.type === "attributes" || !caption.contains(mutation.target),
  }
}
