// Cleans what is pasted from Word, Google Docs, LibreOffice and web pages: keeps the structure,
// removes the rest, and shows a notice of what was removed.
import { Extension, Plugin, gettext, pm } from "django-prose-editor/editor"
import { showNotice } from "desk/notices"
import { providerOf } from "desk/urls"
import { markBullets, renameStyles } from "desk/word_html"

const { Slice } = pm.model

function convertWordLists(page) {
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

// Maps headings to h2 and h3; where the document has an h1, all move down by one.
function convertHeadings(page) {
  const deepens = page.querySelector("h1") !== null
  for (const heading of page.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]) + (deepens ? 1 : 0)
    rename(page, heading, level <= 2 ? "h2" : "h3")
  }
  for (const quote of page.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote"))
    rename(page, quote, "blockquote")
}

const countedMessage = (singular, plural) => (n) => ngettext(singular, plural, n).replace("%s", n)
const UNSUPPORTED = [
  ["script, style, noscript, template, title, meta, link, xml", null],
  [
    "[hidden], [aria-hidden=true], [data-look*='display:none' i], [data-look*='display: none' i], [data-look*='mso-hide:all' i]",
    countedMessage("%s hidden passage", "%s hidden passages"),
  ],
  [
    ".msoDel, del[datetime], del[cite]",
    countedMessage("%s tracked deletion", "%s tracked deletions"),
  ],
  [
    "[data-look*='mso-element:comment-list' i], [data-look*='mso-special-character:comment' i], .MsoCommentReference, a.msocomanchor",
    () => gettext("comments"),
  ],
  [
    "img, picture, svg, canvas",
    countedMessage(
      "%s image: drag its file into the text to upload it",
      "%s images: drag their files into the text to upload them",
    ),
  ],
  [
    "iframe, object, embed, video, audio",
    countedMessage(
      "%s embedded player: embed it from its URL",
      "%s embedded players: embed them from their URLs",
    ),
  ],
  [
    "input, button, select, textarea",
    countedMessage("%s field or button", "%s fields and buttons"),
  ],
]
const VISUAL_STYLES =
  /(^|;)\s*(color|background(-color)?|font-family|font-size|text-decoration[a-z-]*|text-align)\s*:/i

// Removes what a story body cannot hold. Returns the names of what was removed.
function removeUnsupported(page) {
  const removed = []
  const hasVisualStyles =
    page.querySelector("font, u, center, mark") ||
    [...page.querySelectorAll("[data-look]")].some((each) => VISUAL_STYLES.test(each.dataset.look))
  for (const [selector, name] of UNSUPPORTED) {
    const outermost = [...page.querySelectorAll(selector)].filter(
      (each) => !each.parentElement.closest(selector) && !isTrackingPixel(each),
    )
    for (const element of page.querySelectorAll(selector)) element.remove()
    if (outermost.length && name) removed.push(name(outermost.length))
  }
  if (hasVisualStyles) removed.push(gettext("fonts, colours and layout"))
  for (const anchor of page.querySelectorAll("a:not([href]):not([data-article]), a[href^='#']"))
    anchor.replaceWith(...anchor.childNodes)
  return removed
}

// Inline styles and the tags they stand for: [tag, style, tags that claim it, style that denies
// it]. mso-bidi-font-weight and the like are about other scripts and do not count.
const TAGS_BY_STYLE = [
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

function convertStylesToTags(page) {
  for (const element of page.querySelectorAll("[data-look]")) {
    const style = element.dataset.look
    delete element.dataset.look
    for (const [tag, has, named, hasNot] of TAGS_BY_STYLE) {
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

// Says whether an image is a tracking pixel: those are removed without notice.
const isTrackingPixel = (element) =>
  element.tagName === "IMG" && element.width === 1 && element.height === 1

// Turns the iframes of known providers into our embeds.
function keepEmbeds(page, providers) {
  for (const frame of page.querySelectorAll("iframe[src]")) {
    const address = frame.getAttribute("src").replace(/^\/\//, "https://")
    if (!providerOf(providers, address)) continue
    const figure = page.createElement("figure")
    figure.dataset.embed = address
    frame.replaceWith(figure)
  }
}

// ProseMirror merges the first pasted block into the paragraph at the cursor. Keeps a leading
// heading a block of its own.
function keepHeadingApart(slice, cursor) {
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
            convertWordLists(page)
            convertHeadings(page)
            keepEmbeds(page, options.providers)
            const removed = removeUnsupported(page)
            convertStylesToTags(page)
            showNotice(
              view,
              removed.length
                ? gettext("Removed from the pasted text: %s.").replace("%s", removed.join("; "))
                : "",
            )
            return page.body.innerHTML
          },
          transformPasted: (slice, view) => keepHeadingApart(slice, view.state.selection.$from),
        },
      }),
    ]
  },
})
