// What was typed and has not reached the server waits in this browser's store, one entry for each
// sheet: autosave.js keeps and drops them, a story offers its own, the first page lists them all.

// A browser may refuse its store (cookies turned off, a policy of the house): then there is none.
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
  // What a person left, of one story or of any; not what a window that is open has yet to send, nor
  // what a page has just sent on leaving: that gets a moment to arrive.
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
    const isOpen = ({ key, page }) =>
      page === own ? key === this.PREFIX + page : locks.includes(page)
    return this.all().filter((entry) => entry.user === user && !isOpen(entry))
  },
  // Says whether it could be kept. A full store keeps what it has: that may stand nowhere else, and
  // these words still stand on the page. Age is no reason to give way: clocks go wrong.
  keep(entry, { after = false } = {}) {
    const key = this.PREFIX + entry.page + (after ? ":after" : "")
    const others = this.all().filter((other) => other.key !== key)
    try {
      store.setItem(key, JSON.stringify(entry))
    } catch {
      return false
    }
    for (const other of others.slice(this.MAX_ENTRIES - 1)) store.removeItem(other.key)
    return true
  },
  isKept(page) {
    return Boolean(store?.getItem(this.PREFIX + page))
  },
  drop(key) {
    store?.removeItem(key)
  },
  // A page that is gone hears no answer: the answer leaves a cookie, with the sheet and its sending
  // that have arrived whole, and the story and the version that were made of it.
  readArrival() {
    const [page, turn, story, version] =
      document.cookie.match(/(?:^|;\s*)arrived=([^;]+)/)?.[1].split(":") ?? []
    if (page) this.dropArrived(page, Number(turn))
    return { story, version: Number(version) }
  },
  // A sheet's sending has arrived: what was kept before it has served, what was typed after it has not.
  dropArrived(page, turn) {
    for (const entry of this.all()) {
      if (entry.page === page && entry.turn < turn) this.drop(entry.key)
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
const formatDateTime = (at) =>
  new Date(at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  })

// --- the list on the first page ------------------------------------------------------------------------

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
  // What a press took along has arrived, also where it gave the story away and it is only read now.
  const line = document.querySelector("[data-received]")
  const [received, turn] = (line?.dataset.received ?? "").split(":")
  if (received) Unsent.dropArrived(received, Number(turn))
  Unsent.readArrival()
  const place = document.getElementById("unsent-list")
  if (place) listUnsent(place)
}
