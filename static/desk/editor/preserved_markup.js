import { Extension, Mark } from "django-prose-editor/editor"

// Marks and attributes that a body may hold but the toolbar does not make: declared here so that
// opening and saving a story does not lose them.
export const PreservedMarkup = Extension.create({
  name: "preservedMarkup",
  addExtensions() {
    return ["cite", "q"].map((tag) =>
      Mark.create({
        name: tag,
        parseHTML: () => [{ tag }],
        renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
      }),
    )
  },
  addGlobalAttributes() {
    const fromAttribute = (name) => ({
      default: null,
      parseHTML: (element) => element.getAttribute(name),
      renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
    })
    return [
      {
        types: ["paragraph", "blockquote", "q"],
        attributes: { lang: fromAttribute("lang"), dir: fromAttribute("dir") },
      },
      { types: ["heading"], attributes: { id: fromAttribute("id") } },
    ]
  },
})
