// What the text editor makes of what is typed, pasted and pointed at.
import assert from "node:assert/strict"
import { test } from "node:test"
import { editsOf, toUnits } from "../../static/desk/editor/offsets.js"
import { guessKind, passageAt, shorten } from "../../static/desk/editor/passages.js"
import { QUOTE_RULES } from "../../static/desk/editor/quotes.js"
import { providerOf, urlFrom } from "../../static/desk/editor/urls.js"
import { markBullets, renameStyles } from "../../static/desk/editor/word_html.js"
import { loadCases } from "./load.js"

// --- quotation marks ---------------------------------------------------------------------------

const ENGLISH = { outer: ["“", "”"], inner: ["‘", "’"] }
const GERMAN = { outer: ["„", "“"], inner: ["‚", "‘"] }

// Types a text key by key, as the editor applies the rules.
const type = (text, marks) =>
  [...text].reduce((written, key) => {
    const rule = QUOTE_RULES.find(({ find }) => find.test(written + key))
    return written + (rule ? rule.choose(marks, written) : key)
  }, "")

for (const [marks, typed, expected] of [
  [ENGLISH, `He said "no" twice`, "He said “no” twice"],
  [ENGLISH, `"They said 'no'," she said`, "“They said ‘no’,” she said"],
  [ENGLISH, `the harbour's plan`, "the harbour’s plan"],
  [ENGLISH, `("so")`, "(“so”)"],
  [ENGLISH, `end—"and"`, "end—“and”"],
  [ENGLISH, `"'Tis late"`, "“‘Tis late”"],
  [GERMAN, `"Nein", sagte sie`, "„Nein“, sagte sie"],
  [GERMAN, `"Das heißt 'nein'"`, "„Das heißt ‚nein‘“"],
  [GERMAN, `"Er rief 'Sie sagt "nein"'"`, "„Er rief ‚Sie sagt „nein“‘“"],
  [GERMAN, `"Nein" 'ja'`, "„Nein“ ‚ja‘"],
]) {
  test(`${typed} is set as ${expected}`, () => assert.equal(type(typed, marks), expected))
}

// --- passages ----------------------------------------------------------------------------------

const passage = (text, words) => text.slice(...passageAt(text, text.indexOf(words)))

for (const [text, words, expected] of [
  ["It is late. He went home. It rained.", "went", "He went home."],
  ["It is late. “I will go, now,” he said.", "go,", "“I will go, now,”"],
  ["It is late. “I will go. Now,” he said.", "Now", "“I will go. Now,”"],
  ["It rained for 3.5 hours. He left.", "for", "It rained for 3.5 hours."],
  ["“Yes,” he said. It rained.", "rained", "It rained."],
  ["No full stop", "full", "No full stop"],
  ["「東京」です", "東", "「東京」"],
]) {
  test(`the cursor at "${words}" means ${expected}`, () =>
    assert.equal(passage(text, words).trim(), expected))
}

for (const [words, kind] of [
  ["“It is late,”", "quotation"],
  [`"It is late"`, "quotation"],
  ["€ 1,200", "figure"],
  ["40 crowns", "figure"],
  ["12.5%", "figure"],
  ["3 of the 40 houses", "paraphrase"],
  ["the ferry was late", "paraphrase"],
]) {
  test(`${words} is a ${kind}`, () => assert.equal(guessKind(words), kind))
}

test("words are cut after the twenty-fourth", () => {
  const words = Array.from({ length: 25 }, (_, number) => `w${number}`)
  assert.equal(shorten(words.slice(0, 24).join(" ")), words.slice(0, 24).join(" "))
  assert.equal(shorten(words.join(" ")), `${words.slice(0, 24).join(" ")} …`)
})

// --- addresses ---------------------------------------------------------------------------------

for (const [typed, expected] of [
  ["https://example.org/a?b#c", "https://example.org/a?b#c"],
  ["HTTP://example.org", "HTTP://example.org"],
  ["mailto:desk@example.org", "mailto:desk@example.org"],
  ["desk@example.org", "mailto:desk@example.org"],
  ["example.org/water", "https://example.org/water"],
  ["münchen.example:8000/?q=1", "https://münchen.example:8000/?q=1"],
  ["low water", null],
  ["harbour", null],
  ["9.30", null],
  ["javascript:alert(1)", null],
  ["https://", null],
  ["", null],
]) {
  test(`"${typed}" is meant as ${expected}`, () => assert.equal(urlFrom(typed), expected))
}

const { providers, shown, not_shown: notShown } = loadCases("embeds")

for (const [address] of shown) {
  test(`${address} can be embedded`, () => assert.ok(providerOf(providers, address)))
}

for (const address of notShown) {
  test(`"${address}" cannot be embedded`, () =>
    assert.equal(providerOf(providers, address), undefined))
}

// --- pastes ------------------------------------------------------------------------------------

test("styles are read under another name, and words that look like them stay", () => {
  assert.equal(
    renameStyles(`<style>p { color: red }</style><p class="a>b" style="color: red">a style=b</p>`),
    `<p class="a>b" data-look="color: red">a style=b</p>`,
  )
})

test("a bullet from Word is marked, in comments and in declarations", () => {
  const marked = "<p><span data-marker>1.</span>One</p>"
  assert.equal(markBullets("<p><!--[if !supportLists]-->1.<!--[endif]-->One</p>"), marked)
  assert.equal(markBullets("<p><![if !supportLists]>1.<![endif]>One</p>"), marked)
})

// --- places ------------------------------------------------------------------------------------

test("characters beyond the basic plane are two units", () => {
  assert.equal(toUnits("plain", 3), 3)
  assert.equal(toUnits("a👍b", 2), 3)
  assert.equal(toUnits("a👍b", 1), 1)
})

test("a finding without edits replaces all its words", () => {
  assert.deepEqual(editsOf({ edits: [], start: 2, end: 5, fix: "new" }), [[2, 5, "new"]])
  assert.deepEqual(editsOf({ edits: [[2, 3, "“"]], start: 2, end: 5, fix: "" }), [[2, 3, "“"]])
})
