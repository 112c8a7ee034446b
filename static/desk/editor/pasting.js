// What is pasted from Word, Google Docs, LibreOffice and web pages: its structure is kept, the rest is
// left out, and a line above the text says what that was.
import { Extension, Plugin, gettext, pm } from "django-prose-editor/editor"
import { say } from "desk/notices"
import { providerOf } from "desk/urls"
import { markBullets, renameStyles } from "desk/word_html"

const { Slice } = pm.model

function listsFromWord(page) {
  let list = null
  for (const paragraph of page.querySelectorAll("p")) {
    if (!/mso-list:\s*l\d/i.test(paragraph.dataset.look || "")) {
      list = null
      continue
    }
    const marker = paragraph.querySelector("[data-marker]")
    const tag = /^\s*(\d+|[a-z])[.)]/i.test(marker?.textContent || "") ? "OL" : "UL"
    if (list?.tagName !== tag) {
      list = page.createElement(tag)
      paragraph.before(list)
    }
    marker?.remove()
    const item = page.createElement("li")
    item.append(...paragraph.childNodes)
    list.append(item)
    paragraph.remove()
  }
}

function rename(page, element, tag) {
  const renamed = page.createElement(tag)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}

// A text has headings of two levels; a document's first level becomes our first.
function headings(page) {
  const deepens = page.querySelector("h1") !== null
  for (const heading of page.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]) + (deepens ? 1 : 0)
    rename(page, heading, level <= 2 ? "h2" : "h3")
  }
  for (const quote of page.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote"))
    rename(page, quote, "blockquote")
}

const counted = (singular, plural) => (n) => ngettext(singular, plural, n).replace("%s", n)
const LEFT_OUT = [
  ["script, style, noscript, template, title, meta, link, xml", null],
  [
    "[hidden], [aria-hidden=true], [data-look*='display:none' i], [data-look*='display: none' i], [data-look*='mso-hide:all' i]",
    counted("%s hidden passage", "%s hidden passages"),
  ],
  [".msoDel, del[datetime], del[cite]", counted("%s tracked deletion", "%s tracked deletions")],
  [
    "[data-look*='mso-element:comment-list' i], [data-look*='mso-special-character:comment' i], .MsoCommentReference, a.msocomanchor",
    () => gettext("comments"),
  ],
  [
    "img, picture, svg, canvas",
    counted(
      "%s image: drag its file into the text to upload it",
      "%s images: drag their files into the text to upload them",
    ),
  ],
  [
    "iframe, object, embed, video, audio",
    counted(
      "%s embedded player: embed it from its URL",
      "%s embedded players: embed them from their URLs",
    ),
  ],
  ["input, button, select, textarea", counted("%s field or button", "%s fields and buttons")],
]
const LOOKS =
  /(^|;)\s*(color|background(-color)?|font-family|font-size|text-decoration[a-z-]*|text-align)\s*:/i

// Takes out of the page what a text cannot hold. Returns the words that name it.
function leaveOut(page) {
  const named = []
  const hasLooks =
    page.querySelector("font, u, center, mark") ||
    [...page.querySelectorAll("[data-look]")].some((each) => LOOKS.test(each.dataset.look))
  for (const [selector, name] of LEFT_OUT) {
    const outermost = [...page.querySelectorAll(selector)].filter(
      (each) => !each.parentElement.closest(selector) && !isDot(each),
    )
    for (const element of page.querySelectorAll(selector)) element.remove()
    if (outermost.length && name) named.push(name(outermost.length))
  }
  if (hasLooks) named.push(gettext("fonts, colours and layout"))
  for (const anchor of page.querySelectorAll("a:not([href]):not([data-article]), a[href^='#']"))
    anchor.replaceWith(...anchor.childNodes)
  return named
}

// Documents write bold words in styles, and call what is not bold <b>: their looks become tags. What
// Word says for other scripts alone (mso-bidi-font-weight) says nothing of the words.
const TAGS = [
  [
    "strong",
    /(?<![\w-])font-weight\s*:\s*(bold|[6-9]00)/i,
    "b, strong",
    /(?<![\w-])font-weight\s*:\s*(normal|[1-4]00)/i,
  ],
  ["em", /(?<![\w-])font-style\s*:\s*italic/i, "i, em", /(?<![\w-])font-style\s*:\s*normal/i],
  ["s", /(?<![\w-])text-decoration[a-z-]*\s*:[^;]*line-through/i],
  ["sub", /(?<![\w-])vertical-align\s*:\s*sub/i],
  ["sup", /(?<![\w-])vertical-align\s*:\s*super/i],
]

function tagsFromLooks(page) {
  for (const element of page.querySelectorAll("[data-look]")) {
    const style = element.dataset.look
    delete element.dataset.look
    for (const [tag, has, named, hasNot] of TAGS) {
      if (named && element.matches(named) && hasNot.test(style))
        element.replaceWith(...element.childNodes)
      else if (has.test(style) && !element.closest(`h2, h3, ${named ?? tag}`)) {
        const words = page.createElement(tag)
        words.append(...element.childNodes)
        element.append(words)
      }
    }
  }
}

// A picture of one pixel counts readers of a page; nobody saw it.
const isDot = (element) => element.tagName === "IMG" && element.width === 1 && element.height === 1

// What another page embeds and we may too stays, by its address.
function keepEmbeds(page, providers) {
  for (const frame of page.querySelectorAll("iframe[src]")) {
    const address = frame.getAttribute("src").replace(/^\/\//, "https://")
    if (!providerOf(providers, address)) continue
    const figure = page.createElement("figure")
    figure.dataset.embed = address
    frame.replaceWith(figure)
  }
}

// The editor opens the first block of what is pasted and joins its words to those before the cursor.
// A heading that leads a text is none of their sentence: it begins a block of its own.
function beginsAnew(slice, cursor) {
  const { content, openEnd } = slice
  const leads = content.firstChild?.type.name === "heading" && content.childCount > 1
  return leads && cursor.depth === 1 && cursor.parentOffset > 0
    ? new Slice(content, 0, openEnd)
    : slice
}

export const WordPaste = Extension.create({
  name: "wordPaste",
  addProseMirrorPlugins() {
    const { options } = this.editor.extensionManager.extensions.find(({ name }) => name === "embed")
    return [
      new Plugin({
        props: {
          transformPastedHTML(html, view) {
            if (/ data-pm-slice=/.test(html)) return html // cut from a text of ours
            const page = new DOMParser().parseFromString(
              renameStyles(markBullets(html)),
              "text/html",
            )
            listsFromWord(page)
            headings(page)
            keepEmbeds(page, options.providers)
            const named = leaveOut(page)
            tagsFromLooks(page)
            say(
              view,
              named.length
                ? gettext("Removed from the pasted text: %s.").replace("%s", named.join("; "))
                : "",
            )
            return page.body.innerHTML
          },
          transformPasted: (slice, view) => beginsAnew(slice, view.state.selection.$from),
        },
      }),
    ]
  },
})
