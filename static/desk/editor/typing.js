// Input rules: smart quotation marks, dashes, and typing beside a selected picture.
import { Extension, InputRule, Plugin, textInputRule } from "django-prose-editor/editor"
import { QUOTE_RULES } from "desk/quotes"

// Where the copy desk has no rules for the story's language, marks stay as typed. Pasted text is
// typeset when the story is saved (copydesk/typesetting.py).
function marksOfLanguage() {
  const all = JSON.parse(document.getElementById("copydesk")?.dataset.marks ?? "{}")
  return all[document.getElementById("id_language")?.value.split("-")[0]]
}

function quotationRule({ find, choose }) {
  return new InputRule({
    find,
    handler({ state, range }) {
      const marks = marksOfLanguage()
      if (!marks) return null
      const at = state.doc.resolve(range.to - 1) // the mark has been typed by now
      const before = at.parent.textBetween(0, at.parentOffset, "", " ")
      state.tr.insertText(choose(marks, before), range.to - 1, range.to)
    },
  })
}

export const SmartQuotes = Extension.create({
  name: "smartQuotes",
  addInputRules() {
    return [
      ...QUOTE_RULES.map(quotationRule),
      textInputRule({ find: /(?:^|\s)(\u2018)\d0s$/, replace: "\u2019" }), // the ’90s
      textInputRule({ find: /--$/, replace: "\u2014" }),
      textInputRule({ find: /\.\.\.$/, replace: "\u2026" }),
    ]
  },
})

// Typing while a picture or a rule is selected would replace it: inserts a paragraph after it
// instead.
export const AtomGuard = Extension.create({
  name: "atomGuard",
  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          handleTextInput(view, from, to, text) {
            const { selection, schema, tr } = view.state
            const { node } = selection
            if (!node?.isBlock || !(node.isAtom || node.type.spec.isolating)) return false
            const paragraph = schema.nodes.paragraph.create(null, schema.text(text))
            tr.insert(selection.to, paragraph)
            const place = tr.doc.resolve(selection.to + 1 + text.length)
            view.dispatch(tr.setSelection(selection.constructor.near(place)))
            return true
          },
        },
      }),
    ]
  },
})
