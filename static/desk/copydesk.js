// The copy desk panel: lists findings, underlines them in the text, fixes or dismisses them. The
// server checks the text (desk/story/copydesk.py); here its positions are mapped to the text on the page.
import { Plugin, pm } from "django-prose-editor/editor"
import { editsOf, toUnits } from "desk/offsets"

const { closeHistory } = pm.history
const { PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const READ_DELAY = 700 // milliseconds without a key before the text is read again
const DRAW_DELAY = 300 // milliseconds without a key before what is found is drawn
const TEXT_FIELDS = ["headline", "standfirst"] // the fields of plain text

// --- the text in the editor ----------------------------------------------------------------------

const key = new PluginKey("copydesk")

// The plugin that underlines findings by decorations, which are not part of the text.
function underlines(onClick) {
  return new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, set) => tr.getMeta(key) ?? set.map(tr.mapping, tr.doc),
    },
    props: {
      decorations: (state) => key.getState(state),
      handleClick(view, place) {
        const [found] = key.getState(view.state).find(place, place)
        if (found) onClick(found.spec.fingerprint)
        return false
      },
    },
  })
}

// Lists the paragraphs that have words, in the order in which the server numbers them.
function listParagraphs(doc) {
  const found = []
  doc.descendants((node, place) => {
    if (!node.isTextblock) return true
    const text = node.textBetween(0, node.content.size, "", " ")
    if (text.trim()) found.push({ place: place + 1, text })
    return false
  })
  return found
}

class BodyField {
  constructor(editor, onClick) {
    this.editor = editor
    this.touchedAt = -DRAW_DELAY
    editor.registerPlugin(underlines(onClick))
    for (const event of ["keydown", "pointerdown"]) {
      editor.view.dom.addEventListener(event, () => {
        this.touchedAt = performance.now()
      })
    }
  }

  // Returns the range of a finding; null where the text has changed since it was checked.
  span(finding, paragraphs = listParagraphs(this.editor.state.doc)) {
    const paragraph = paragraphs[finding.paragraph]
    if (!paragraph) return null
    const at = (count) => paragraph.place + toUnits(paragraph.text, count)
    const [from, to] = [at(finding.start), at(finding.end)]
    const words = paragraph.text.slice(from - paragraph.place, to - paragraph.place)
    return words === finding.words ? { from, to, at } : null
  }

  underline(findings) {
    clearTimeout(this.waiting)
    const { view } = this.editor
    // Drawing while somebody types would move the cursor back, or break an input method.
    const rest = view.composing ? DRAW_DELAY : this.touchedAt + DRAW_DELAY - performance.now()
    if (rest > 0) {
      this.waiting = setTimeout(() => this.underline(findings), rest)
      return
    }
    view.domObserver.flush() // where the cursor has gone since is heard first
    const { state } = view
    const paragraphs = listParagraphs(state.doc)
    const marks = []
    for (const finding of findings) {
      const span = this.span(finding, paragraphs)
      if (!span) continue
      // Underlines only the edits where there are any, not the words between them.
      const spots = finding.edits.length ? finding.edits : [[finding.start, finding.end]]
      const look = {
        class: `told told-${finding.severity}${finding.edits.length ? " told-spot" : ""}`,
      }
      for (const [start, end] of spots) {
        marks.push(
          Decoration.inline(span.at(start), span.at(end), look, {
            fingerprint: finding.fingerprint,
          }),
        )
      }
    }
    if (!marks.length && !key.getState(state).find().length) return
    view.dispatch(
      state.tr.setMeta(key, DecorationSet.create(state.doc, marks)).setMeta("addToHistory", false),
    )
  }

  select(finding) {
    const span = this.span(finding)
    if (!span) return false
    this.editor
      .chain()
      .setTextSelection({ from: span.from, to: span.to })
      .focus(null, { scrollIntoView: false })
      .run()
    const { node } = this.editor.view.domAtPos(span.from)
    ;(node.nodeType === Node.TEXT_NODE ? node.parentElement : node).scrollIntoView({
      block: "center",
    })
    return true
  }

  // Applies fixes as one undo step; returns how many were applied.
  fix(findings) {
    const paragraphs = listParagraphs(this.editor.state.doc)
    const edits = []
    let made = 0
    for (const finding of findings) {
      const span = this.span(finding, paragraphs)
      if (!span) continue
      made += 1
      for (const [start, end, text] of editsOf(finding))
        edits.push([span.at(start), span.at(end), text])
    }
    const { state, view } = this.editor
    const tr = closeHistory(state.tr)
    for (const [from, to, text] of edits.toSorted((one, other) => other[0] - one[0]))
      tr.insertText(text, from, to)
    if (made) view.dispatch(tr)
    return made
  }
}

// --- a field of plain text -----------------------------------------------------------------------

class TextField {
  constructor(field) {
    this.field = field
  }

  span(finding) {
    const text = this.field.value
    const at = (count) => toUnits(text, count)
    const [from, to] = [at(finding.start), at(finding.end)]
    return text.slice(from, to) === finding.words ? { from, to, at } : null
  }

  select(finding) {
    const span = this.span(finding)
    if (!span) return false
    this.field.focus()
    this.field.setSelectionRange(span.from, span.to)
    return true
  }

  fix(findings) {
    const text = this.field.value
    const edits = findings.flatMap((finding) => (this.span(finding) ? editsOf(finding) : []))
    for (const [start, end, words] of edits.toSorted((one, other) => other[0] - one[0])) {
      this.field.focus()
      this.field.setSelectionRange(toUnits(text, start), toUnits(text, end))
      // The only way to keep the browser's own undo working.
      document.execCommand("insertText", false, words)
    }
    return edits.length
  }
}

// --- the panel -----------------------------------------------------------------------------------

class Panel {
  constructor(panel, form) {
    Object.assign(this, { panel, form })
    this.fields = {}
    for (const name of TEXT_FIELDS) {
      const field = document.getElementById(`id_${name}`)
      if (field) this.fields[name] = new TextField(field)
    }
    this.setUrls(panel.dataset.read)
    this.isSaved = panel.dataset.saved === "yes"
    this.found = new Map() // by fingerprint
    this.lines = new Map() // what stands in the lists, by fingerprint
    this.turn = 0
    this.listen()
  }

  get(selector) {
    return this.panel.querySelector(selector)
  }

  setUrls(read) {
    this.readUrl = read
    this.dismissUrl = `${read}dismiss/`
    this.restoreUrl = `${read}restore/`
  }

  listen() {
    const again = () => this.askLater()
    for (const event of ["input", "change"]) {
      this.form.addEventListener(event, again)
      // Fields of the panel are not part of the story.
      this.panel.addEventListener(event, (happened) => happened.stopPropagation())
    }
    for (const event of ["formset:added", "formset:removed"])
      document.addEventListener(event, again)
    window.django?.jQuery?.(this.form).on("change", "select", again)
    // Once submitted, the story may no longer be the user's: a request now would be refused.
    this.form.addEventListener("submit", () => clearTimeout(this.timer))
    this.form.addEventListener("story:saved", ({ detail }) => {
      if (this.isSaved || !detail.story) return
      this.isSaved = true
      this.setUrls(this.panel.dataset.story.replace("/0/", `/${detail.story}/`))
    })
    this.get("[data-fix-all] button").addEventListener("click", () => this.fixAll())
    const all = this.get("[data-dismiss-all]")
    const dismissAll = () =>
      this.dismissWarnings(
        this.listOpenWarnings().map(({ fingerprint }) => fingerprint),
        all.querySelector("input"),
      )
    all.querySelector("button").addEventListener("click", dismissAll)
    onEnter(all.querySelector("input"), dismissAll)
  }

  attachEditor(editor) {
    this.fields.body = new BodyField(editor, (fingerprint) => this.highlightLine(fingerprint))
    this.ask()
  }

  // --- asking

  askLater() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.ask(), READ_DELAY)
  }

  async ask(address = this.readUrl, besides = []) {
    clearTimeout(this.timer)
    const turn = ++this.turn
    const body = new FormData(this.form)
    for (const [name, value] of besides) body.append(name, value)
    let answer
    let result
    try {
      answer = await fetch(address, { method: "POST", body, credentials: "same-origin" })
      result = await answer.json()
    } catch {
      result = null
    }
    if (turn !== this.turn) return false // somebody has typed on
    if (answer?.ok && result) this.show(result)
    this.showError(result ? result.refused : this.panel.dataset.silent)
    return Boolean(answer?.ok)
  }

  showError(sentence = "") {
    const line = this.get("[data-refused]")
    line.hidden = !sentence
    line.textContent = sentence
  }

  // --- showing

  show({ findings, summary, state }) {
    const focus = this.rememberFocus()
    this.found = new Map(findings.map((finding) => [finding.fingerprint, finding]))
    const sum = this.get("[data-sum]")
    sum.className = `flag ${state}`
    if (sum.textContent !== summary) {
      sum.textContent = summary
      this.get("[data-aloud]").textContent = summary
    }
    const of = {
      open: this.listOpen(),
      dismissed: findings.filter(({ dismissed }) => dismissed),
      notes: findings.filter(({ severity }) => severity === "note"),
    }
    const before = this.lines
    this.lines = new Map()
    for (const [name, some] of Object.entries(of)) {
      this.get(`[data-list=${name}]`).replaceChildren(
        ...some.map((finding) => this.lineFor(finding, before)),
      )
      const group = this.get(`[data-group=${name}]`)
      if (group) group.hidden = !some.length
    }
    this.get("[data-group=notes] [data-count]").textContent = of.notes.length
    const safe = this.findSafe().length
    this.get("[data-fix-all]").hidden = safe < 2
    this.get("[data-fix-all] [data-count]").textContent = safe
    this.get("[data-dismiss-all]").hidden = this.listOpenWarnings().length < 2
    this.fields.body?.underline(
      findings.filter(({ field, dismissed }) => field === "body" && !dismissed),
    )
    this.restoreFocus(focus)
  }

  listOpen() {
    const all = [...this.found.values()].filter(
      ({ severity, dismissed }) => severity !== "note" && !dismissed,
    )
    return [
      ...all.filter(({ severity }) => severity === "error"),
      ...all.filter(({ severity }) => severity === "warning"),
    ]
  }

  listOpenWarnings() {
    return this.listOpen().filter(({ severity }) => severity === "warning")
  }

  findSafe() {
    return this.listOpen().filter(({ safe }) => safe)
  }

  // Reuses the line of an unchanged finding, with what is typed into it.
  lineFor(finding, before) {
    const { fingerprint, message, words, fix_label, dismissed } = finding
    const looks = JSON.stringify([message, words, fix_label, dismissed])
    const known = before.get(fingerprint)
    const kept = known?.looks === looks ? known : { looks, element: this.renderFinding(finding) }
    this.lines.set(fingerprint, kept)
    return kept.element
  }

  renderFinding({
    fingerprint,
    severity,
    field,
    message,
    words,
    start,
    end,
    fix_label,
    dismissed,
  }) {
    const line = this.get("template[data-line]").content.firstElementChild.cloneNode(true)
    line.id = `finding-${fingerprint}`
    const kind = dismissed ? "dismissed" : severity
    line.classList.add(kind)
    line
      .querySelector(".what")
      .append(this.get(`template[data-icon=${kind}]`).content.cloneNode(true))
    line.querySelector(".says").append(this.messageElement(fingerprint, field, message))
    const quoted = line.querySelector(".finding-words")
    quoted.textContent = words.length > 90 ? `${words.slice(0, 44)} … ${words.slice(-40)}` : words
    quoted.hidden = start === end || words.length < 3 || message.includes(words)
    const fixButton = line.querySelector("[data-fix]")
    fixButton.textContent = fix_label
    fixButton.addEventListener("click", () => this.fix([this.found.get(fingerprint)]))
    const dismissal = line.querySelector("[data-dismiss]")
    const reason = dismissal.querySelector("input")
    dismissal
      .querySelector("button")
      .addEventListener("click", () => this.dismissWarnings([fingerprint], reason))
    onEnter(reason, () => this.dismissWarnings([fingerprint], reason))
    dismissal.addEventListener("toggle", () => dismissal.open && reason.focus())
    line
      .querySelector("[data-restore]")
      .addEventListener("click", () => this.ask(this.restoreUrl, [["fingerprint", fingerprint]]))
    if (!fix_label || dismissed) fixButton.remove()
    if (severity !== "warning" || dismissed) dismissal.remove()
    const reasoned = line.querySelector("[data-dismissed]")
    if (dismissed) {
      reasoned.querySelector(".reason").textContent = `“${dismissed.reason}”`
      reasoned.querySelector(".by").textContent = dismissed.by
    } else {
      reasoned.remove()
    }
    const acts = line.querySelector(".acts")
    if (!acts.childElementCount) acts.remove()
    return line
  }

  // The message as a button that selects the words, or as a link to the field it is about.
  messageElement(fingerprint, field, message) {
    if (field !== "body" && !TEXT_FIELDS.includes(field)) {
      const link = document.createElement("a")
      link.href = document.getElementById(field) ? `#${field}` : `#id_${field}`
      link.textContent = message
      return link
    }
    const button = document.createElement("button")
    button.type = "button"
    button.className = "linkish"
    button.textContent = message
    button.addEventListener("click", () => {
      const finding = this.found.get(fingerprint)
      if (!this.fields[field]?.select(finding)) this.showError(this.panel.dataset.moved)
    })
    return button
  }

  // Highlights the line of the finding that was clicked in the text.
  highlightLine(fingerprint) {
    for (const { element } of this.lines.values()) element.classList.remove("pointed")
    const line = this.lines.get(fingerprint)?.element
    if (!line) return
    const notes = line.closest("details[data-group]")
    if (notes) notes.open = true
    line.classList.add("pointed")
    line.scrollIntoView({ block: "nearest" })
  }

  // --- doing

  fix(findings) {
    const pressed = document.activeElement // a field takes the focus while its text is fixed
    let made = 0
    for (const [name, field] of Object.entries(this.fields)) {
      const own = findings.filter((finding) => finding.field === name)
      if (own.length) made += field.fix(own)
    }
    if (this.panel.contains(pressed)) pressed.focus({ preventScroll: true })
    if (made < findings.length) this.showError(this.panel.dataset.moved)
    this.ask()
  }

  fixAll() {
    this.fix(this.findSafe())
  }

  async dismissWarnings(fingerprints, reason) {
    if (!this.isSaved) return this.showError(this.panel.dataset.notSaved)
    const besides = [["reason", reason.value], ...fingerprints.map((each) => ["fingerprint", each])]
    if (await this.ask(this.dismissUrl, besides)) reason.value = ""
    else reason.focus()
  }

  // --- keyboard focus stays on the line, or on the one that replaced it

  rememberFocus() {
    const line = document.activeElement?.closest?.("#copydesk .finding")
    if (!line) return null
    const list = line.parentElement
    return { element: document.activeElement, list, at: [...list.children].indexOf(line) }
  }

  restoreFocus(was) {
    if (!was) return
    if (was.element.isConnected) return was.element.focus({ preventScroll: true })
    const line = was.list.children[Math.min(was.at, was.list.children.length - 1)]
    const next = line?.querySelector("button, a") ?? this.get("#h-copydesk")
    next.focus({ preventScroll: true })
  }
}

function onEnter(field, act) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return
    event.preventDefault()
    act()
  })
}

// --- wiring --------------------------------------------------------------------------------------

const place = document.getElementById("copydesk")
const form = document.getElementById("article_form")
if (place && form) {
  const panel = new Panel(place, form)
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (textarea.id === "id_body") panel.attachEditor(editor)
  })
}
