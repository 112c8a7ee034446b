// Boxes beside the text: pull quotes and facts.
import { Node, gettext } from "django-prose-editor/editor"
import { make } from "desk/helpers"

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
    // role=note, as on the public page (articles/body/html.py), so that it is no landmark. It is not
    // stored.
    addNodeView() {
      return () => {
        const dom = make("aside", { className: kind, attributes: { role: "note" } })
        return { dom, contentDOM: dom }
      }
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
  name: "pullQuote",
  kind: "pullquote",
  content: "paragraph+",
  label: gettext("Pull quote"),
  title: gettext("Pull quote"),
})
export const FactBox = aside({
  name: "factBox",
  kind: "facts",
  content: "(paragraph|heading|bulletList|orderedList|table)+",
  label: gettext("Fact box"),
  title: gettext("Fact box"),
})
