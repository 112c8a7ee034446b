// What was typed and has not reached the server, as a browser keeps it.
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { runScript } from "./load.js"

// A browser's store: its keys are its own properties, as in localStorage.
class Store {
  getItem(key) {
    return this[key] ?? null
  }
  setItem(key, value) {
    if (this.isFull) throw new Error("QuotaExceededError")
    this[key] = value
  }
  removeItem(key) {
    delete this[key]
  }
}

const HOUR = 3_600_000
let store
let open // the forms that other windows have open
let document

const load = () => {
  const held = open.map((name) => ({ name }))
  const navigator = { locks: { query: () => Promise.resolve({ held }) } }
  const found = { document, localStorage: store, navigator, setTimeout: (done) => done() }
  return runScript("static/desk/unsent.js", ["Unsent"], found).Unsent
}
const entry = (formId, more = {}) => ({
  user: "7",
  story: "12",
  formId,
  saveSeq: 1,
  at: Date.now() - HOUR,
  ...more,
})
const formsOf = (entries) => Array.from(entries, ({ formId }) => formId)

beforeEach(() => {
  store = new Store()
  open = []
  document = { cookie: "" }
})

test("the newest comes first, and what cannot be read is dropped", () => {
  const unsent = load()
  unsent.keep(entry("old", { at: 1 }))
  unsent.keep(entry("new", { at: 2 }))
  store.setItem(`${unsent.PREFIX}broken`, "{")
  store.setItem("theme", "dark")
  assert.deepEqual(formsOf(unsent.all()), ["new", "old"])
  assert.equal(store.getItem(`${unsent.PREFIX}broken`), null)
  assert.equal(store.getItem("theme"), "dark")
})

test("of more than there is room for the oldest go", () => {
  const unsent = load()
  for (let number = 0; number <= unsent.MAX_ENTRIES; number += 1) {
    assert.ok(unsent.keep(entry(`page-${number}`, { at: number })))
  }
  assert.equal(unsent.all().length, unsent.MAX_ENTRIES)
  assert.ok(!unsent.isKept("page-0") && unsent.isKept(`page-${unsent.MAX_ENTRIES}`))
})

test("a full store says so and loses nothing", () => {
  const unsent = load()
  unsent.keep(entry("first"))
  Object.defineProperty(store, "isFull", { value: true })
  assert.equal(unsent.keep(entry("second")), false)
  assert.ok(unsent.isKept("first"))
})

test("what has arrived is dropped, what was typed after it stays", () => {
  const unsent = load()
  unsent.keep(entry("sheet", { saveSeq: 3 }))
  unsent.keep(entry("sheet", { saveSeq: 4 }), { after: true })
  unsent.keep(entry("other", { saveSeq: 1 }))
  unsent.dropArrived("sheet", 4)
  const left = new Set(Array.from(unsent.all(), ({ formId, saveSeq }) => `${formId} ${saveSeq}`))
  assert.deepEqual(left, new Set(["other 1", "sheet 4"]))
})

test("a cookie tells what arrived after its page was gone", () => {
  document.cookie = "a=b; arrived=sheet:5:12:8"
  store["newsroom:unsent:sheet"] = JSON.stringify(entry("sheet", { saveSeq: 4 }))
  const unsent = load()
  assert.equal(unsent.isKept("sheet"), false)
  assert.deepEqual({ ...unsent.readArrival() }, { story: "12", version: 8 })
})

test("a person is offered their own, but for what an open window has yet to send", async () => {
  open = ["elsewhere", "sheet"]
  const unsent = load()
  unsent.keep(entry("sheet", { saveSeq: 2 }))
  unsent.keep(entry("sheet", { saveSeq: 3 }), { after: true })
  unsent.keep(entry("elsewhere"))
  unsent.keep(entry("gone"))
  unsent.keep(entry("another's", { user: "8" }))
  const left = await unsent.listLeft("7", "sheet")
  const keys = new Set(Array.from(left, ({ key }) => key.replace(unsent.PREFIX, "")))
  assert.deepEqual(keys, new Set(["gone", "sheet:after"]))
})

test("what was typed a moment ago gets a moment to arrive", async () => {
  const unsent = load()
  let looks = 0
  unsent.readArrival = () => {
    looks += 1
    if (looks === 2) unsent.dropArrived("sheet", 2)
  }
  unsent.keep(entry("sheet", { at: Date.now() }))
  assert.deepEqual(formsOf(await unsent.listLeft("7", "new")), [])
  assert.equal(looks, 2)
})

test("what never arrives is offered after a number of looks", async () => {
  const unsent = load()
  let looks = 0
  unsent.readArrival = () => {
    looks += 1
  }
  unsent.keep(entry("sheet", { at: Date.now() }))
  assert.deepEqual(formsOf(await unsent.listLeft("7", "new")), ["sheet"])
  assert.equal(looks, unsent.MAX_LOOKS)
})

test("what was typed is dated as the desk dates, in its time zone", () => {
  const dataset = { timeZone: "Europe/Amsterdam" }
  for (const lang of ["en", "en-gb"]) {
    const page = { ...document, documentElement: { lang, dataset } }
    const { formatDateTime } = runScript("static/desk/unsent.js", ["formatDateTime"], {
      document: page,
    })
    assert.equal(formatDateTime(Date.parse("2026-12-01T03:34:00Z")), "1 Dec, 04:34")
  }
})
