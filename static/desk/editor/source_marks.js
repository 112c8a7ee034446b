// Attributes words of a story to a source: a mark, the shortcut that makes it, the dialog that asks
// for the source, and the panel that lists the marks. How a mark is stored: articles/body/source_marks.py.
import {
  Mark,
  Plugin,
  getMarkRange,
  gettext,
  mergeAttributes,
  pm,
} from "django-prose-editor/editor"
import { Chooser } from "desk/chooser"
import { ask, make } from "desk/helpers"
import { guessKind, passageAt, shorten } from "desk/passages"

const { TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

const KINDS = {
  quotation: gettext("Quotation"),
  paraphrase: gettext("Paraphrase"),
  figure: gettext("Figure"),
}
// --- sources -------------------------------------------------------------------------------------

const sourceNames = new Map() // id -> promise of a name

const fetchSources = (url, query) =>
  ask(url, query, {
    failed: gettext("The sources could not be loaded. Try again."),
    refused: gettext(
      "You do not have permission to choose sources. Ask an editor to attribute these words.",
    ),
  })

// Resolves to the name of a source; to an empty string where the user may not see it.
function fetchName(url, id) {
  if (!sourceNames.has(id)) {
    const asked = fetchSources(url, { id })
    sourceNames.set(
      id,
      asked.then(
        ({ sources }) => sources[0]?.name ?? gettext("deleted source"),
        () => "",
      ),
    )
  }
  return sourceNames.get(id)
}

async function addSource(url, name, kind) {
  const body = new URLSearchParams({ name, kind })
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  const response = await fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token },
  })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Error(answer.error || gettext("The source could not be added."))
  return answer
}

// Lists the sources in the story's citation rows, unsaved ones too.
function listCitedSources() {
  const rows = document.querySelectorAll("#citations-group .inline-related:not(.empty-form)")
  return [...rows].flatMap((row) => {
    const field = row.querySelector("select[name$='-source']")
    const gone = row.querySelector("input[name$='-DELETE']")?.checked
    if (!field?.value || gone) return []
    return [
      {
        id: field.value,
        name: field.selectedOptions[0].text.trim(),
        described: "",
        kind: gettext("cited in this story"),
      },
    ]
  })
}

// --- the words -----------------------------------------------------------------------------------

const wordsOf = (doc, from, to) => doc.textBetween(from, to, " ", "").replaceAll(/\s+/g, " ").trim()

// Lists each run of one mark in one paragraph, in order.
function findSourceMarks(doc) {
  const found = []
  doc.descendants((node, position, parent) => {
    const mark = node.isText && node.marks.find((each) => each.type.name === "sourceMark")
    if (!mark) return
    const last = found.at(-1)
    if (last && last.to === position && last.parent === parent && last.mark.eq(mark))
      last.to += node.nodeSize
    else found.push({ mark, parent, from: position, to: position + node.nodeSize })
  })
  return found.map(({ mark, from, to }) => ({
    source: mark.attrs.source,
    kind: mark.attrs.kind,
    from,
    to,
    words: wordsOf(doc, from, to),
  }))
}

// Returns the range the shortcut is about: the mark under the cursor, the selection, the quotation
// or the sentence the cursor stands in.
function rangeToAttribute(state) {
  const { selection, schema } = state
  const marked = getMarkRange(selection.$from, schema.marks.sourceMark)
  if (marked && selection.to <= marked.to) {
    const { marks } = state.doc.nodeAt(marked.from)
    return { ...marked, ...marks.find((mark) => mark.type === schema.marks.sourceMark).attrs }
  }
  const selected = trimRange(state.doc, selection.from, selection.to)
  if (selected) return selected
  const { $from } = selection
  const { parent, parentOffset } = $from
  if (!parent.isTextblock) return null
  const text = parent.textBetween(0, parent.content.size, null, "\uFFFC")
  const start = $from.start()
  const [from, to] = passageAt(text, parentOffset)
  return trimRange(state.doc, start + from, start + to)
}

function trimRange(doc, from, to) {
  const text = doc.textBetween(from, to, "\uFFFC", "\uFFFC")
  const lead = text.length - text.trimStart().length
  const trail = text.length - text.trimEnd().length
  return text.trim() ? { from: from + lead, to: to - trail } : null
}

// --- the dialog ----------------------------------------------------------------------------------

function chooseSource({ url, words, kind, currentSource }) {
  const kinds = make("fieldset", { className: "chooser__kinds" }, [
    make("legend", { className: "visually-hidden", textContent: gettext("These words are") }),
    ...Object.entries(KINDS).map(([value, label]) =>
      make("label", {}, [
        make("input", { type: "radio", name: "attribution-kind", value, checked: value === kind }),
        label,
      ]),
    ),
  ])
  const kindOfSource = make("select", { attributes: { "aria-label": gettext("Kind of source") } })
  const add = make("button", {
    type: "button",
    className: "button small default",
    textContent: gettext("Add and attribute"),
  })
  const adding = make("div", { className: "chooser__new", hidden: true }, [kindOfSource, add])
  const remove = make("button", {
    type: "button",
    className: "button small",
    textContent: gettext("Remove attribution"),
    hidden: !currentSource,
  })
  const chosenKind = () => kinds.querySelector("input:checked").value
  const take = (source) => {
    sourceNames.set(source.id, Promise.resolve(source.name))
    chooser.end({ source: source.id, kind: chosenKind() })
  }
  const askForKind = () => {
    adding.hidden = false
    kindOfSource.value = { quotation: "person", figure: "dataset" }[chosenKind()] ?? "outlet"
    kindOfSource.focus()
  }
  const offerOf = (source) => {
    const note = [
      source.described,
      source.kind,
      source.id === currentSource ? gettext("current source") : "",
    ]
    return { label: source.name, note: note.filter(Boolean).join(" · "), take: () => take(source) }
  }
  const offers = async (typed) => {
    adding.hidden = true
    const is = (source) => source.name.toLowerCase() === typed.toLowerCase()
    const cited = listCitedSources().filter((source) =>
      source.name.toLowerCase().includes(typed.toLowerCase()),
    )
    if (!typed && cited.length) return cited.map(offerOf)
    const found = await fetchSources(url, { q: typed })
    const ids = new Set(cited.map((source) => source.id))
    const sources = [...cited, ...found.sources.filter((source) => !ids.has(source.id))]
    const offered = sources.map(offerOf)
    if (found.kinds.length && typed && !sources.some(is)) {
      kindOfSource.replaceChildren(
        ...found.kinds.map(([value, label]) => make("option", { value, textContent: label })),
      )
      offered.push({ label: typed, note: gettext("add as a new source"), take: askForKind })
    }
    return offered
  }
  const chooser = new Chooser({
    title: gettext("Attribute to a source"),
    label: gettext("Source"),
    placeholder: gettext("Type a name"),
    none: gettext("No source found with this name."),
    before: [make("p", { className: "chooser__words", textContent: words }), kinds],
    after: [adding],
    buttons: [remove],
    offers,
  })
  add.addEventListener("click", async () => {
    add.disabled = true
    try {
      take(await addSource(url, chooser.typed, kindOfSource.value))
    } catch (error) {
      chooser.setStatus(error.message)
      add.disabled = false
    }
  })
  remove.addEventListener("click", () => chooser.end({ remove: true }))
  return chooser.open()
}

// --- the panel -----------------------------------------------------------------------------------

// Lists the marks in the text, unsaved ones too; a click on one selects its words.
function renderPanel(editor, url) {
  const list = document.querySelector("[data-attributions]")
  if (!list) return
  const marks = findSourceMarks(editor.state.doc)
  const cited = new Set(listCitedSources().map((source) => source.id))
  document.querySelector("[data-attributions-count]").textContent = marks.length || ""
  list.replaceChildren(
    ...marks.map((mark) => {
      const words = make("button", {
        type: "button",
        className: "linkish",
        textContent: shorten(mark.words),
      })
      const details = make("span", { className: "help", textContent: KINDS[mark.kind] })
      fetchName(url, mark.source).then((name) => {
        const note = cited.has(mark.source) ? "" : gettext("will be cited when you save")
        details.textContent = [KINDS[mark.kind], name, note].filter(Boolean).join(" · ")
      })
      words.addEventListener("click", () => selectRange(editor, mark.from, mark.to))
      return make("li", {}, [words, details])
    }),
  )
}

function selectRange(editor, from, to) {
  const { state, view } = editor
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, to)).scrollIntoView())
  view.focus()
}

// Returns the range of words that stand in one paragraph; null where there are none.
function findWords(doc, words) {
  let found = null
  doc.descendants((node, position) => {
    if (found || !node.isTextblock) return !found
    const text = node.textBetween(0, node.content.size, null, "\uFFFC")
    const place = text.indexOf(words)
    if (place !== -1)
      found = { from: position + 1 + place, to: position + 1 + place + words.length }
    return false
  })
  return found
}

// Tells the server that a mark was removed on purpose, so that it does not warn of it.
function noteRemoved({ source, kind, words }) {
  document
    .getElementById("article_form")
    ?.append(
      make("input", { type: "hidden", name: "unattributed", value: `${source} ${kind} ${words}` }),
    )
}

// --- the mark ------------------------------------------------------------------------------------

export const SourceMark = Mark.create({
  name: "sourceMark",
  priority: 1200, // outermost, so that bold words inside do not part it; before Strike's shortcut
  inclusive: false,
  addOptions() {
    return { sourcesUrl: "" }
  },
  addAttributes() {
    const fromAttribute = (name, attribute) => ({
      default: null,
      parseHTML: (element) => element.getAttribute(attribute),
      renderHTML: (attributes) => ({ [attribute]: attributes[name] }),
    })
    return {
      source: fromAttribute("source", "data-source"),
      kind: fromAttribute("kind", "data-attribution"),
    }
  },
  parseHTML() {
    return [{ tag: "span[data-source][data-attribution]" }]
  },
  renderHTML({ HTMLAttributes }) {
    return ["span", mergeAttributes(HTMLAttributes), 0]
  },
  // The source's name is shown by a decoration: an attribute in the text itself would count as
  // an edit.
  addProseMirrorPlugins() {
    const { sourcesUrl } = this.options
    const names = new Map()
    const learn = (id, view) => {
      names.set(id, "")
      fetchName(sourcesUrl, id).then((name) => {
        names.set(id, name)
        if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta("addToHistory", false))
      })
    }
    const learnAll = (view) => {
      for (const { source } of findSourceMarks(view.state.doc))
        if (!names.has(source)) learn(source, view)
    }
    return [
      new Plugin({
        props: {
          decorations: ({ doc }) =>
            DecorationSet.create(
              doc,
              findSourceMarks(doc).map(({ from, to, kind, source }) =>
                Decoration.inline(from, to, {
                  class: "attributed-words",
                  title: `${KINDS[kind]}: ${names.get(source) ?? ""}`,
                }),
              ),
            ),
        },
        view: (view) => {
          learnAll(view)
          return { update: learnAll }
        },
      }),
    ]
  },
  addKeyboardShortcuts() {
    return {
      "Mod-Shift-s": () => this.editor.commands.attribute(),
      "Mod-Shift-x": () => this.editor.commands.toggleStrike(),
    }
  },
  addCommands() {
    return {
      attribute:
        () =>
        ({ editor }) => {
          const range = rangeToAttribute(editor.state)
          if (!range) return true
          const { from, to, source: currentSource = null } = range
          const words = wordsOf(editor.state.doc, from, to)
          const kind = range.kind ?? guessKind(words)
          const url = this.options.sourcesUrl
          chooseSource({ url, words, kind, currentSource }).then((answer) => {
            if (answer && currentSource)
              noteRemoved({ source: currentSource, kind: range.kind, words })
            if (answer?.remove)
              editor.chain().setTextSelection({ from, to }).unsetMark(this.name).run()
            else if (answer)
              editor.chain().setTextSelection({ from, to }).setMark(this.name, answer).run()
            editor.chain().setTextSelection(to).focus().run()
          })
          return true
        },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "sourceMark",
      groups: "news",
      button: buttons.material(
        "record_voice_over",
        gettext("Attribute to a source (Ctrl+Shift+S)"),
      ),
      command: (editor) => editor.commands.attribute(),
      active: (editor) => editor.isActive("sourceMark"),
    })
  },
  onCreate() {
    const { editor, options } = this
    renderPanel(editor, options.sourcesUrl)
    document
      .querySelector("[data-attribution-words]")
      ?.addEventListener("click", () => editor.commands.attribute())
    for (const button of document.querySelectorAll("[data-attribution-again]")) {
      button.addEventListener("click", () => {
        const { words, source, kind } = button.dataset
        const range = findWords(editor.state.doc, words)
        if (!range) return
        editor.chain().setTextSelection(range).setMark(this.name, { source, kind }).run()
        button.closest("li").remove()
      })
    }
  },
  onUpdate() {
    renderPanel(this.editor, this.options.sourcesUrl)
  },
})
