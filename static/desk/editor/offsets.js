// Places in a text, as the server counts them and as a browser does.

// Turns a number of characters, of which Python counts, into one of UTF-16 units, as in JavaScript.
export function toUnits(text, count) {
  return /[\uD800-\uDFFF]/.test(text) ? [...text].slice(0, count).join("").length : count
}

// Lists the replacements of a finding as [start, end, text]; one for all its words where it names none.
export const editsOf = ({ edits, start, end, mend }) =>
  edits.length ? edits : [[start, end, mend]]
