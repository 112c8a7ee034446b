import { Mark } from "django-prose-editor/editor"

// A link to a story of our own names it by number; its address is found when the page is drawn.
export const StoryLink = Mark.create({
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
