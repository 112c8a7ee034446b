// What is typed into a story is saved while it is typed: into this browser at once (unsent.js), to the
// server two seconds after the last key and on leaving. What the server has not taken waits here, is
// sent again by itself, and is offered when the story is opened again.
// Tells others by events on the form: story:changed when something is typed, story:saved with the
// server's answer in `detail`.

// --- one sheet ---------------------------------------------------------------------------------------

class Sheet {
  AFTER = 2000 // milliseconds after the last key
  PATIENCE = 40_000 // for one answer: a locked database gets twenty seconds and its queue as much
  LONG = 8000 // after a press
  AGAIN = [5000, 10_000, 20_000, 30_000]
  MOST_ON_LEAVING = 60_000 // bytes that a browser still sends when the page is gone
  EACH_FIELD = 150 // bytes that go with a field besides its name and value
  // What belongs to the sheet itself and is no text.
  OWN = new Set(["csrfmiddlewaretoken", "version", "page", "turn", "typed_by"])

  constructor(form, line) {
    this.form = form
    this.line = line
    this.page = form.elements.page.value
    this.story = line.dataset.story
    this.url = line.dataset.url
    this.taken = this.text() // what the server has
    this.isTouched = Boolean(line.dataset.refused) // drawn again with what was typed and not saved
    if (this.isTouched) this.taken = ""
    this.state = "quiet"
    this.tries = 0
    this.leftAt = 0 // when a button was pressed, by a clock that nobody sets
    this.left = "" // what went with it
  }

  fields() {
    return [...new FormData(this.form)].filter(([name]) => !this.OWN.has(name))
  }

  text() {
    return JSON.stringify(this.fields())
  }

  get isUnsent() {
    return this.isTouched && this.text() !== this.taken
  }

  // A press is on its way; whoever is still here long after it writes on.
  get isLeaving() {
    if (this.leftAt && performance.now() - this.leftAt > this.LONG) this.leftAt = 0
    return this.leftAt > 0
  }

  bytes() {
    const size = (text) => (typeof text === "string" ? new Blob([text]).size : text.size)
    return [...new FormData(this.form)].reduce(
      (sum, [name, value]) => sum + this.EACH_FIELD + size(name) + size(value),
      0,
    )
  }

  get isTooLarge() {
    return this.text().length > this.line.dataset.most / 4 && this.bytes() > this.line.dataset.most
  }

  changed() {
    this.isTouched = true
    if (!this.isUnsent) return
    this.form.dispatchEvent(new CustomEvent("story:changed", { bubbles: true }))
    clearTimeout(this.keeping)
    this.keeping = setTimeout(() => this.keep(), 200)
    if (this.isLeaving) return // the answer to the press comes over these words: they wait here
    if (this.state === "old") this.show("late", { sentence: this.news })
    if (this.state === "late" || this.state === "refused") return // no use before somebody decides
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), this.AFTER)
  }

  keep() {
    clearTimeout(this.keeping)
    const after = this.leftAt > 0
    if (after && this.text() === this.left) return
    const { version, headline } = this.form.elements
    const entry = {
      user: this.line.dataset.user,
      story: this.story,
      page: this.page,
      at: Date.now(),
    }
    const typed = {
      turn: Number(this.form.elements.turn.value),
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
    this.keep()
    if (this.isLeaving || this.state === "late" || this.state === "refused") return
    if (this.isTooLarge) return this.refuseSize()
    this.underway = this.deliver(leaving).finally(() => {
      this.underway = null
    })
    return this.underway
  }

  async deliver(leaving) {
    const text = this.text()
    this.form.elements.turn.value = Number(this.form.elements.turn.value) + 1
    const body = new FormData(this.form)
    body.set("csrfmiddlewaretoken", tokenOf(this.form))
    if (leaving) body.set("leaving", "1")
    // Rows get their numbers by the field, not by its name: names move up when a row is taken away.
    const rows = new Map(
      [...this.form.querySelectorAll("input[type=hidden][name$='-id']")].map((field) => [
        field.name,
        field,
      ]),
    )
    this.show("saving")
    let answer
    let said
    try {
      answer = await fetch(this.url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving && this.bytes() < this.MOST_ON_LEAVING,
        signal: leaving ? undefined : AbortSignal.timeout(this.PATIENCE),
      })
      said = await answer.json()
    } catch {
      said = {}
    }
    this.hear(answer?.status ?? 0, said, text, rows)
  }

  hear(status, said, text, rows) {
    // A page in the place of an answer is somebody else's: a hotel's network, a proxy that is ill.
    if (status === 200 && said.wrong) return this.heard(said, text, rows)
    if ([400, 413].includes(status) && said.sentence) said.wrong = [{ why: said.sentence }]
    const states = {
      401: "out",
      403: said.sentence ? "refused" : "out",
      409: "late",
      422: "unsaved",
    }
    this.show(states[status] ?? (said.wrong ? "unsaved" : "offline"), said)
    if (this.state === "unsaved") this.taken = text // nothing comes of sending the same again
    else if (["out", "offline"].includes(this.state)) this.retry()
  }

  refuseSize() {
    this.show("unsaved", { wrong: [{ why: this.line.dataset.tooLarge }] })
  }

  heard(said, text, rows) {
    this.tries = 0
    this.taken = text
    if (said.story) {
      this.form.elements.version.value = said.version
      for (const [name, number] of Object.entries(said.rows)) {
        const field = rows.get(name)
        if (field) field.value = number
      }
      if (!this.story) this.begin(said)
      if (rows.size) this.taken = this.retold(text, said.rows)
    }
    if (this.isUnsent) this.changed()
    else if (!said.wrong.length) Unsent.drop(Unsent.PREFIX + this.page)
    if (!said.story) return this.show(said.wrong.length ? "unsaved" : "quiet", said)
    this.list(said.checklist)
    this.show(said.wrong.length ? "partly" : "saved", said)
    this.form.dispatchEvent(new CustomEvent("story:saved", { bubbles: true, detail: said }))
  }

  // What the story lacks stands beside it as it is now; nothing is redrawn under a finger.
  list(drawn) {
    const place = document.querySelector("[data-checklist]")
    if (!place || place.contains(document.activeElement) || place.dataset.drawn === drawn) return
    place.innerHTML = drawn
    place.dataset.drawn = drawn
  }

  // Write the rows' new numbers into the text that was sent.
  retold(text, rows) {
    return JSON.stringify(
      JSON.parse(text).map(([name, value]) => [name, String(rows[name] ?? value)]),
    )
  }

  // A new story has its row: the page goes on as the page of that story.
  begin(said) {
    this.story = String(said.story)
    this.url = this.line.dataset.urlOfStory.replace("/0/", `/${said.story}/`)
    history.replaceState(history.state, "", said.address)
  }

  // Somebody else has saved, or taken a step: what was typed here is late, or the page is old.
  outrun({ version, news }) {
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

  retry() {
    const pause = this.AGAIN[Math.min(this.tries, this.AGAIN.length - 1)]
    this.tries += 1
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), pause)
  }

  // --- saying it

  show(state, { at = "", sentence = "", wrong = [] } = {}) {
    const was = this.state
    this.state = state
    for (const said of this.line.querySelectorAll("[data-state]")) {
      said.hidden = said.dataset.state !== state
      if (said.hidden) continue
      fill(said, { at, sentence: sentence || said.dataset.sentence })
      said.querySelector("[data-faults]")?.replaceChildren(...wrong.map(faultLine))
      this.announce(said.textContent.trim(), was)
    }
  }

  // Reads a state aloud when it is another news than before, and not every two seconds.
  announce(words, was) {
    const isRepeated = this.state === "saved" && was === "saving" && this.toldSaved
    if (this.state === was || this.state === "saving" || isRepeated) return
    document.getElementById("saving-aloud").textContent = words
    this.toldSaved = this.state === "saved"
  }

  get isInTrouble() {
    return ["late", "refused", "unsaved", "partly", "offline", "out"].includes(this.state)
  }
}

function faultLine({ field, label, why }) {
  const line = document.createElement("li")
  if (field) {
    const link = document.createElement("a")
    link.href = `#${field}`
    link.textContent = label
    line.append(link, ": ")
  }
  line.append(why)
  return line
}

// --- what an earlier sheet left in this browser -----------------------------------------------------

function offer(entry, form, banner) {
  fill(banner, { at: dayAndHour(entry.at), headline: entry.headline })
  banner.querySelector("[data-put-in]").addEventListener("click", () => {
    const sent = document.createElement("form")
    sent.method = "post"
    sent.hidden = true
    const turn =
      Math.max(entry.turn, entry.page === form.elements.page.value ? form.elements.turn.value : 0) +
      1
    const own = { page: entry.page, turn, version: entry.version, _save: "1" }
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

// --- wiring ------------------------------------------------------------------------------------------

{
  const form = document.getElementById("article_form")
  const line = document.getElementById("saving")
  if (form && line) {
    const sheet = new Sheet(form, line)
    const changed = () => sheet.changed()
    form.addEventListener("input", changed)
    form.addEventListener("change", changed)
    document.addEventListener("formset:added", changed)
    document.addEventListener("formset:removed", changed)
    window.django?.jQuery?.(form).on("change", "select", changed)

    // Each sheet holds a lock by its name: what an open window has not sent yet is its own affair.
    navigator.locks?.request(sheet.page, () => new Promise(() => {}))
    Unsent.left(line.dataset.user, sheet.page).then((left) => {
      // Whoever is back before what they typed last has arrived sees the story without it.
      const arrived = Unsent.heard()
      const isOvertaken =
        arrived.story === sheet.story && arrived.version > Number(form.elements.version.value)
      if (isOvertaken && !sheet.isUnsent) return location.reload() // it came back before what it sent arrived
      const entry = left.find(({ story }) => story === sheet.story)
      if (entry) offer(entry, form, document.getElementById("unsent"))
    })

    form.addEventListener("story:outrun", ({ detail }) => sheet.outrun(detail))
    window.addEventListener("online", () => sheet.send())
    window.addEventListener("focus", () => sheet.state === "out" && sheet.send())
    document.addEventListener("visibilitychange", () => document.hidden && sheet.send())
    window.addEventListener("pagehide", () => sheet.send({ leaving: true }))
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) sheet.leftAt = 0
    })
    window.addEventListener("beforeunload", (event) => {
      if (sheet.isLeaving) return
      const isTooMuch = sheet.isUnsent && sheet.bytes() > sheet.MOST_ON_LEAVING
      if (isTooMuch) sheet.send() // while the browser asks
      const waits =
        sheet.isInTrouble && (Unsent.isKept(sheet.page) || sheet.line.classList.contains("unkept"))
      if (isTooMuch || waits) event.preventDefault()
    })
    // A press waits for the autosave that is under way: it would make the press late.
    window.addEventListener(
      "submit",
      (event) => {
        if (event.target !== form) return
        if (sheet.underway || sheet.isLeaving || sheet.isTooLarge) {
          event.preventDefault()
          event.stopImmediatePropagation()
          if (sheet.underway) sheet.underway.then(() => form.requestSubmit(event.submitter))
          else if (!sheet.isLeaving) sheet.refuseSize()
          return // a second press is the first one's
        }
        clearTimeout(sheet.timer)
        if (sheet.isUnsent) sheet.keep()
        sheet.leftAt = performance.now()
        sheet.left = sheet.text()
        form.elements.turn.value = Number(form.elements.turn.value) + 1
        form.elements.csrfmiddlewaretoken.value = tokenOf(form)
      },
      { capture: true },
    )
  }
}
