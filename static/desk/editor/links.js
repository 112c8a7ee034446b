// Links to a URL, or to one of our stories. A story is stored by its id and its URL is looked up
// when the page is rendered.
import { Link as WebLink, Mark, getMarkRange, gettext } from "django-prose-editor/editor"
import { Chooser } from "desk/chooser"
import { ask, make } from "desk/helpers"
import { urlFrom } from "desk/urls"

const MARKS = ["link", "storyLink"]

// Returns the range to link: the link at the cursor, the selection, or the word at the cursor; else
// an empty range, into which the headline or URL is inserted.
function rangeToLink(state) {
  const { selection, doc, schema } = state
  for (const name of MARKS) {
    const range = getMarkRange(selection.$from, schema.marks[name])
    if (range && selection.to <= range.to) {
      const mark = doc.nodeAt(range.from).marks.find(({ type }) => type.name === name)
      return { ...range, ...mark.attrs, isLinked: true }
    }
  }
  if (!selection.empty) return { from: selection.from, to: selection.to }
  const { parent, parentOffset, pos } = selection.$from
  const text = parent.textBetween(0, parent.content.size, null, "\uFFFC")
  const before = text.slice(0, parentOffset).match(/[\p{L}\p{N}’'-]*$/u)[0].length
  const after = text.slice(parentOffset).match(/^[\p{L}\p{N}’'-]*/u)[0].length
  return { from: pos - before, to: pos + after }
}

// Returns the query for the link picker: the typed words, or the story that is linked now.
function queryOf(typed, story) {
  if (typed) return { q: typed }
  return story ? { id: story } : {}
}

function chooseTarget({ url, words, href, story, isLinked }) {
  const remove = make("button", {
    type: "button",
    className: "button small",
    textContent: gettext("Remove link"),
    hidden: !isLinked,
  })
  const chooser = new Chooser({
    title: gettext("Link"),
    label: gettext("URL, or search for a story"),
    placeholder: gettext("Paste a URL, or type to search for a story"),
    none: gettext("This is not a URL, and no stories were found."),
    before: words ? [make("p", { className: "chooser__words", textContent: words })] : [],
    buttons: [remove],
    async offers(typed) {
      const { stories } = await ask(url, queryOf(typed, story), {
        failed: gettext("The stories could not be loaded. Try again."),
      })
      const offered = stories.map(({ id, headline, note }) => ({
        label: headline,
        note: [note, id === story ? gettext("currently linked") : ""].filter(Boolean).join(" · "),
        take: { story: id, headline },
      }))
      const address = urlFrom(typed)
      return address
        ? [...offered, { label: address, note: gettext("web address"), take: { href: address } }]
        : offered
    },
  })
  chooser.field.value = href ?? ""
  remove.addEventListener("click", () => chooser.end({ unlink: true }))
  return chooser.open()
}

function openLinkDialog(editor, url) {
  const range = rangeToLink(editor.state)
  const { from, to } = range
  const words = editor.state.doc.textBetween(from, to, " ", " ").trim()
  chooseTarget({ ...range, url, words }).then((target) => {
    const chain = editor.chain().focus()
    if (!target) return chain.run()
    const mark = target.story
      ? { type: "storyLink", attrs: { story: target.story } }
      : { type: "link", attrs: { href: target.href } }
    if (from === to) {
      return chain
        .insertContent({ type: "text", text: target.headline ?? target.href, marks: [mark] })
        .run()
    }
    chain.setTextSelection({ from, to })
    for (const name of MARKS) chain.unsetMark(name)
    if (!target.unlink) chain.setMark(mark.type, mark.attrs)
    return chain.setTextSelection(to).run()
  })
  return true
}

export const Link = WebLink.extend({
  addOptions() {
    return { ...this.parent?.(), storiesUrl: "" }
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) =>
          openLinkDialog(editor, this.options.storiesUrl),
    }
  },
  addKeyboardShortcuts() {
    return { "Mod-k": () => this.editor.commands.addLink() }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "link",
      groups: "link",
      button: buttons.material("insert_link", gettext("Link (Ctrl+K)")),
      command: (editor) => editor.commands.addLink(),
      active: (editor) => MARKS.some((name) => editor.isActive(name)),
    })
  },
})

export const StoryLink = Mark.create({
  name: "storyLink",
  priority: 1100, // before Link, which wants an address
  inclusive: false,
  excludes: "link storyLink",
  addAttributes() {
    return {
      story: {
        default: null,
        parseHTML: (element) => element.dataset.article,
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
