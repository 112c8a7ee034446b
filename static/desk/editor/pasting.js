import { Extension, Plugin } from "django-prose-editor/editor"

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
