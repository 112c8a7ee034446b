// Autosave of the story form: into this browser at once (unsent.js), to the server two seconds
// after the last key and on leaving. What the server has not saved is retried, and is offered for
// recovery when the story is opened again. Dispatches on the form: story:changed when something is
// typed, story:saved with the server's answer in `detail`.

// --- one form ------------------------------------------------------------------------------------

class Autosave {
  DELAY = 2000 // milliseconds after the last key
  TIMEOUT = 40_000 // for one answer: a locked database gets twenty seconds and its queue as much
  SUBMIT_TIMEOUT = 8000 // after a submit
  RETRY_DELAYS = [5000, 10_000, 20_000, 30_000]
  MAX_KEEPALIVE_BYTES = 60_000 // bytes that a browser still sends when the page is gone
  FIELD_OVERHEAD = 150 // bytes that go with a field besides its name and value
  // Fields about the form itself; they are no text of the story.
  OWN_FIELDS = new Set(["csrfmiddlewaretoken", "version", "form_id", "save_seq", "typed_by"])

  constructor(form, line) {
    this.form = form
    this.line = line
    this.formId = form.elements.form_id.value
    this.story = line.dataset.story
    this.url = line.dataset.url
    this.savedText = this.text() // what the server has
    this.isTouched = Boolean(line.dataset.refused) // drawn again with what was typed and not saved
    if (this.isTouched) this.savedText = ""
    this.state = "quiet"
    this.tries = 0
    this.submittedAt = 0 // when the form was submitted, by the monotonic clock
    this.submittedText = "" // what was submitted
  }

  fields() {
    return [...new FormData(this.form)].filter(([name]) => !this.OWN_FIELDS.has(name))
  }

  text() {
    return JSON.stringify(this.fields())
  }

  get isUnsent() {
    return this.isTouched && this.text() !== this.savedText
  }

  // A submit is under way; after a timeout editing goes on.
  get isLeaving() {
    if (this.submittedAt && performance.now() - this.submittedAt > this.SUBMIT_TIMEOUT)
      this.submittedAt = 0
    return this.submittedAt > 0
  }

  bytes() {
    const size = (text) => (typeof text === "string" ? new Blob([text]).size : text.size)
    return [...new FormData(this.form)].reduce(
      (sum, [name, value]) => sum + this.FIELD_OVERHEAD + size(name) + size(value),
      0,
    )
  }

  get isTooLarge() {
    return this.text().length > this.line.dataset.most / 4 && this.bytes() > this.line.dataset.most
  }

  handleChange() {
    this.isTouched = true
    if (!this.isUnsent) return
    this.form.dispatchEvent(new CustomEvent("story:changed", { bubbles: true }))
    clearTimeout(this.storeTimer)
    this.storeTimer = setTimeout(() => this.storeLocally(), 200)
    if (this.isLeaving) return // the answer replaces the page: the text stays in this browser
    if (this.state === "old") this.show("late", { sentence: this.news })
    if (this.state === "late" || this.state === "refused") return // the user has to decide first
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), this.DELAY)
  }

  storeLocally() {
    clearTimeout(this.storeTimer)
    const after = this.submittedAt > 0
    if (after && this.text() === this.submittedText) return
    const { version, headline } = this.form.elements
    const entry = {
      user: this.line.dataset.user,
      story: this.story,
      formId: this.formId,
      at: Date.now(),
    }
    const typed = {
      saveSeq: Number(this.form.elements.save_seq.value),
      version: version.value,
      headline: headline?.value ?? "",
      address: location.pathname,
      fields: this.fields(),
    }
    const kept = Unsent.keep({ ...entry, ...typed }, { after })
    this.line.classList.toggle("unkept", !kept)
  }

  send({ leaving = false } = {}) {
    clearTimeout(this.timer)
    if (this.underway && !leaving) return this.underway.then(() => this.send())
    if (!this.isUnsent) return
    this.storeLocally()
    if (this.isLeaving || this.state === "late" || this.state === "refused") return
    if (this.isTooLarge) return this.refuseSize()
    this.underway = this.deliver(leaving).finally(() => {
      this.underway = null
    })
    return this.underway
  }

  async deliver(leaving) {
    const text = this.text()
    this.form.elements.save_seq.value = Number(this.form.elements.save_seq.value) + 1
    const body = new FormData(this.form)
    body.set("csrfmiddlewaretoken", tokenOf(this.form))
    if (leaving) body.set("leaving", "1")
    // Keeps the fields of the inline ids: their names change when a row is removed.
    const rows = new Map(
      [...this.form.querySelectorAll("input[type=hidden][name$='-id']")].map((field) => [
        field.name,
        field,
      ]),
    )
    this.show("saving")
    let answer
    let result
    try {
      answer = await fetch(this.url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving && this.bytes() < this.MAX_KEEPALIVE_BYTES,
        signal: leaving ? undefined : AbortSignal.timeout(this.TIMEOUT),
      })
      result = await answer.json()
    } catch {
      result = {}
    }
    this.handleResponse(answer?.status ?? 0, result, text, rows)
  }

  handleResponse(status, result, text, rows) {
    // A 200 without our JSON comes from a captive portal or a proxy.
    if (status === 200 && result.errors) return this.handleSaved(result, text, rows)
    if ([400, 413].includes(status) && result.sentence)
      result.errors = [{ message: result.sentence }]
    const states = {
      401: "out",
      403: result.sentence ? "refused" : "out",
      409: "late",
      422: "unsaved",
    }
    this.show(states[status] ?? (result.errors ? "unsaved" : "offline"), result)
    if (this.state === "unsaved") this.savedText = text // sending the same again is no use
    else if (["out", "offline"].includes(this.state)) this.retryLater()
  }

  refuseSize() {
    this.show("unsaved", { errors: [{ message: this.line.dataset.tooLarge }] })
  }

  handleSaved(result, text, rows) {
    this.tries = 0
    this.savedText = text
    if (result.story) {
      this.form.elements.version.value = result.version
      for (const [name, number] of Object.entries(result.rows)) {
        const field = rows.get(name)
        if (field) field.value = number
      }
      if (!this.story) this.adoptStory(result)
      if (rows.size) this.savedText = this.withRowIds(text, result.rows)
    }
    if (this.isUnsent) this.handleChange()
    else if (!result.errors.length) Unsent.drop(Unsent.PREFIX + this.formId)
    if (!result.story) return this.show(result.errors.length ? "unsaved" : "quiet", result)
    this.showChecklist(result.checklist)
    this.show(result.errors.length ? "partly" : "saved", result)
    this.form.dispatchEvent(new CustomEvent("story:saved", { bubbles: true, detail: result }))
  }

  // Updates the checklist, unless it has the focus.
  showChecklist(html) {
    const place = document.querySelector("[data-checklist]")
    if (!place || place.contains(document.activeElement) || place.dataset.drawn === html) return
    place.innerHTML = html
    place.dataset.drawn = html
  }

  // Puts the new inline ids into the text that was sent.
  withRowIds(text, rows) {
    return JSON.stringify(
      JSON.parse(text).map(([name, value]) => [name, String(rows[name] ?? value)]),
    )
  }

  // A new story got its id: the page becomes the page of that story.
  adoptStory(result) {
    this.story = String(result.story)
    this.url = this.line.dataset.urlOfStory.replace("/0/", `/${result.story}/`)
    history.replaceState(history.state, "", result.address)
  }

  // Somebody else changed the story: this page is out of date.
  handleOutrun({ version, news }) {
    if (
      this.underway ||
      this.isLeaving ||
      this.state === "late" ||
      Number(this.form.elements.version.value) >= version
    )
      return
    this.news = news
    this.show(this.isUnsent ? "late" : "old", { sentence: news })
  }

  retryLater() {
    const pause = this.RETRY_DELAYS[Math.min(this.tries, this.RETRY_DELAYS.length - 1)]
    this.tries += 1
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), pause)
  }

  // --- the status line

  show(state, { at = "", sentence = "", errors = [] } = {}) {
    const was = this.state
    this.state = state
    for (const block of this.line.querySelectorAll("[data-state]")) {
      block.hidden = block.dataset.state !== state
      if (block.hidden) continue
      fillSlots(block, { at, sentence: sentence || block.dataset.sentence })
      block.querySelector("[data-faults]")?.replaceChildren(...errors.map(errorLine))
      this.announce(block.textContent.trim(), was)
    }
  }

  // Announces a change of state to screen readers, but not every save.
  announce(words, was) {
    const isRepeated = this.state === "saved" && was === "saving" && this.announcedSaved
    if (this.state === was || this.state === "saving" || isRepeated) return
    document.getElementById("saving-aloud").textContent = words
    this.announcedSaved = this.state === "saved"
  }

  get isInTrouble() {
    return ["late", "refused", "unsaved", "partly", "offline", "out"].includes(this.state)
  }
}

function errorLine({ field, label, message }) {
  const line = document.createElement("li")
  if (field) {
    const link = document.createElement("a")
    link.href = `#${field}`
    link.textContent = label
    line.append(link, ": ")
  }
  line.append(message)
  return line
}

// --- recovery ------------------------------------------------------------------------------------

function offerRecovery(entry, form, banner) {
  fillSlots(banner, { at: formatDateTime(entry.at), headline: entry.headline })
  banner.querySelector("[data-put-in]").addEventListener("click", () => {
    const sent = document.createElement("form")
    sent.method = "post"
    sent.hidden = true
    const isSameForm = entry.formId === form.elements.form_id.value
    const lastSeq = isSameForm ? form.elements.save_seq.value : 0
    const saveSeq = Math.max(entry.saveSeq, lastSeq) + 1
    const own = { form_id: entry.formId, save_seq: saveSeq, version: entry.version, _save: "1" }
    const secret = { csrfmiddlewaretoken: tokenOf(form) }
    for (const [name, value] of [...entry.fields, ...Object.entries({ ...own, ...secret })]) {
      const field = document.createElement("textarea")
      field.name = name
      field.value = value
      sent.append(field)
    }
    document.body.append(sent)
    sent.submit()
  })
  banner.querySelector("[data-throw-away]").addEventListener("click", () => {
    Unsent.drop(entry.key)
    banner.hidden = true
  })
  banner.hidden = false
}

// --- wiring

{
  const form = document.getElementById("article_form")
  const line = document.getElementById("saving")
  if (form && line) {
    const autosave = new Autosave(form, line)
    const changed = () => autosave.handleChange()
    form.addEventListener("input", changed)
    form.addEventListener("change", changed)
    document.addEventListener("formset:added", changed)
    document.addEventListener("formset:removed", changed)
    window.django?.jQuery?.(form).on("change", "select", changed)

    // Holds a lock while the page is open, so that no other window offers to recover its text.
    navigator.locks?.request(autosave.formId, () => new Promise(() => {}))
    Unsent.listLeft(line.dataset.user, autosave.formId).then((left) => {
      // The user came back before the last save arrived: the page shows the story without it.
      const arrived = Unsent.readArrival()
      const isOvertaken =
        arrived.story === autosave.story && arrived.version > Number(form.elements.version.value)
      if (isOvertaken && !autosave.isUnsent) return location.reload()
      const entry = left.find(({ story }) => story === autosave.story)
      if (entry) offerRecovery(entry, form, document.getElementById("unsent"))
    })

    form.addEventListener("story:outrun", ({ detail }) => autosave.handleOutrun(detail))
    window.addEventListener("online", () => autosave.send())
    window.addEventListener("focus", () => autosave.state === "out" && autosave.send())
    document.addEventListener("visibilitychange", () => document.hidden && autosave.send())
    window.addEventListener("pagehide", () => autosave.send({ leaving: true }))
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) autosave.submittedAt = 0
    })
    window.addEventListener("beforeunload", (event) => {
      if (autosave.isLeaving) return
      const isTooMuch = autosave.isUnsent && autosave.bytes() > autosave.MAX_KEEPALIVE_BYTES
      if (isTooMuch) autosave.send() // while the browser asks
      const waits =
        autosave.isInTrouble &&
        (Unsent.isKept(autosave.formId) || autosave.line.classList.contains("unkept"))
      if (isTooMuch || waits) event.preventDefault()
    })
    // A submit waits for a running autosave, which would make its version out of date.
    window.addEventListener(
      "submit",
      (event) => {
        if (event.target !== form) return
        if (autosave.underway || autosave.isLeaving || autosave.isTooLarge) {
          event.preventDefault()
          event.stopImmediatePropagation()
          if (autosave.underway) autosave.underway.then(() => form.requestSubmit(event.submitter))
          else if (!autosave.isLeaving) autosave.refuseSize()
          return // a double submit
        }
        clearTimeout(autosave.timer)
        if (autosave.isUnsent) autosave.storeLocally()
        autosave.submittedAt = performance.now()
        autosave.submittedText = autosave.text()
        form.elements.save_seq.value = Number(form.elements.save_seq.value) + 1
        form.elements.csrfmiddlewaretoken.value = tokenOf(form)
      },
      { capture: true },
    )
  }
}
