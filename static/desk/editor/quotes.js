// Turns straight quotation marks into those of the story's language as they are typed.
// `marks` are {outer: [opening, closing], inner: [opening, closing]}, as the copy desk has them.

const OPENS = "(?:^|[\\s{[(<'\"\u2018\u201C\u201E\u201A\u00AB\u2039\u2014\u2013])"
const APOSTROPHE = "\u2019"

// Returns the closing mark where a quotation is open, else an apostrophe.
function closesOrElides({ inner: [opened, closed] }, before) {
  return before.lastIndexOf(opened) > before.lastIndexOf(closed) ? closed : APOSTROPHE
}

// Says whether a text ends in a mark that closes what is open. It may be one that opens in another
// language: ‘ closes in German what ‚ has opened.
function endsClosed([opened, closed], text) {
  const last = text.length - closed.length
  return (
    text.endsWith(closed) && text.lastIndexOf(opened, last - 1) > text.lastIndexOf(closed, last - 1)
  )
}

// Tried in this order: `find` matches the text with the typed mark at its end, `choose` returns
// what replaces the mark.
export const QUOTE_RULES = [
  {
    find: new RegExp(`${OPENS}"$`),
    choose: ({ outer, inner }, before) => outer[endsClosed(inner, before) ? 1 : 0],
  },
  { find: /"$/, choose: ({ outer }) => outer[1] },
  {
    find: new RegExp(`${OPENS}'$`),
    choose: (marks, before) =>
      endsClosed(marks.outer, before) ? closesOrElides(marks, before) : marks.inner[0],
  },
  { find: /'$/, choose: closesOrElides },
]
