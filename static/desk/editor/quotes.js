// The quotation marks of a language, put in the place of the straight ones as they are typed.
// `marks` are {outer: [opening, closing], inner: [opening, closing]}, as the copy desk has them.

const OPENS = "(?:^|[\\s{[(<'\"\u2018\u201C\u201E\u201A\u00AB\u2039\u2014\u2013])"
const APOSTROPHE = "\u2019"

// A single mark closes what is open, or is an apostrophe.
function closesOrElides({ inner: [opened, closed] }, before) {
  return before.lastIndexOf(opened) > before.lastIndexOf(closed) ? closed : APOSTROPHE
}

// In this order: what a text ends in once the mark is typed, and what takes the mark's place, by the
// marks of the language and the text before.
export const QUOTE_RULES = [
  { find: new RegExp(`${OPENS}"$`), choose: ({ outer }) => outer[0] },
  { find: /"$/, choose: ({ outer }) => outer[1] },
  { find: new RegExp(`${OPENS}'$`), choose: ({ inner }) => inner[0] },
  { find: /'$/, choose: closesOrElides },
]
