// Unsaved text in localStorage, one entry for each form: autosave.js stores and drops entries, the
// story form offers to recover its own, the first page lists them all.

// null where the browser denies access to localStorage.
const store = (() => {
  try {
    return localStorage
  } catch {
    return null
  }
})()

const Unsent = {
  PREFIX: "newsroom:unsent:",
  MAX_ENTRIES: 30,
  ARRIVAL_TIME: 5000, // milliseconds since the last key
  MAX_LOOKS: 12,
  all() {
    const found = []
    for (const key of store ? Object.keys(store) : []) {
      if (!key.startsWith(this.PREFIX)) continue
      try {
        found.push({ ...JSON.parse(store.getItem(key)), key })
      } catch {
        store.removeItem(key)
      }
    }
    found.sort((one, other) => other.at - one.at)
    return found
  },
  // Lists a user's entries, without those of open windows. Entries of the last seconds may have
  // been sent on leaving: waits for them to arrive.
  async listLeft(user, own, looks = this.MAX_LOOKS) {
    const left = await this.listClosed(user, own)
    const isFresh = left.some(({ at }) => Math.abs(Date.now() - at) < this.ARRIVAL_TIME)
    if (!isFresh || !looks) return left
    await new Promise((resolve) => {
      setTimeout(resolve, 250)
    })
    this.readArrival()
    return this.listLeft(user, own, looks - 1)
  },
  async listClosed(user, own) {
    const locks = (await navigator.locks?.query())?.held.map(({ name }) => name) ?? []
    const isOpen = ({ key, formId }) =>
      formId === own ? key === this.PREFIX + formId : locks.includes(formId)
    return this.all().filter((entry) => entry.user === user && !isOpen(entry))
  },
  // Stores an entry; returns whether that worked. A full store does not give up older entries for
  // it: they may exist nowhere else, while this text is still on the page.
  keep(entry, { after = false } = {}) {
    const key = this.PREFIX + entry.formId + (after ? ":after" : "")
    const others = this.all().filter((other) => other.key !== key)
    try {
      store.setItem(key, JSON.stringify(entry))
    } catch {
      return false
    }
    for (const other of others.slice(this.MAX_ENTRIES - 1)) store.removeItem(other.key)
    return true
  },
  isKept(formId) {
    return Boolean(store?.getItem(this.PREFIX + formId))
  },
  drop(key) {
    store?.removeItem(key)
  },
  // Reads the cookie that the server sets for a save on leaving: the form and the number of its
  // save, the story and its version.
  readArrival() {
    const [formId, saveSeq, story, version] =
      document.cookie.match(/(?:^|;\s*)arrived=([^;]+)/)?.[1].split(":") ?? []
    if (formId) this.dropArrived(formId, Number(saveSeq))
    return { story, version: Number(version) }
  },
  // Drops what a form stored before the save that has arrived, not what was typed after it.
  dropArrived(formId, saveSeq) {
    for (const entry of this.all()) {
      if (entry.formId === formId && entry.saveSeq < saveSeq) this.drop(entry.key)
    }
  },
}

const fillSlots = (root, words) => {
  for (const slot of root.querySelectorAll("[data-words]")) {
    slot.textContent = slot.dataset.words.replaceAll(
      /\{(\w+)\}/g,
      (hole, name) => words[name] ?? hole,
    )
  }
}
// Writes a moment as the desk does, in its time zone: 1 Dec, 04:34.
const formatDateTime = (at) => {
  const { lang, dataset } = document.documentElement
  const shown = new Intl.DateTimeFormat(lang || "en", {
    timeZone: dataset.timeZone,
    hourCycle: "h23",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at)
  const { day, month, hour, minute } = Object.fromEntries(
    shown.map(({ type, value }) => [type, value]),
  )
  return `${day} ${month}, ${hour}:${minute}`
}

// --- the list on the first page ------------------------------------------------------------------

function readableText({ fields }) {
  const named = (name) => fields.find(([each]) => each === name)?.[1] ?? ""
  const body = new DOMParser().parseFromString(named("body"), "text/html").body
  const blocks = [...body.querySelectorAll("p, h2, h3, li, blockquote, figcaption, td")]
  const paragraphs = blocks
    .filter((block) => !block.querySelector("p"))
    .map((block) => block.textContent)
  return [named("kicker"), named("headline"), named("standfirst"), ...paragraphs].filter((words) =>
    words.trim(),
  )
}

async function listUnsent(place) {
  const line = place.querySelector("template")
  const entries = await Unsent.listLeft(place.dataset.user)
  for (const entry of entries) {
    const item = line.content.firstElementChild.cloneNode(true)
    const headline = entry.headline.trim() || item.dataset.nameless
    fillSlots(item, { headline, at: formatDateTime(entry.at) })
    item.querySelector("a").href = entry.address
    item
      .querySelector("[data-prose]")
      .append(
        ...readableText(entry).map((words) =>
          Object.assign(document.createElement("p"), { textContent: words }),
        ),
      )
    item.querySelector("[data-throw-away]").addEventListener("click", () => {
      Unsent.drop(entry.key)
      item.remove()
      place.hidden = !place.querySelector("li")
      place.querySelector("summary")?.focus()
    })
    place.querySelector("ul").append(item)
  }
  place.hidden = !entries.length
}

{
  // The submitted text was saved, also where the user may now only read the story.
  const line = document.querySelector("[data-received]")
  const [received, saveSeq] = (line?.dataset.received ?? "").split(":")
  if (received) Unsent.dropArrived(received, Number(saveSeq))
  Unsent.readArrival()
  const place = document.getElementById("unsent-list")
  if (place) listUnsent(place)
}
