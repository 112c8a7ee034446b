// Converts positions of copy desk findings, which the server counts in characters.

// Converts a count of characters, as in Python, into UTF-16 units, as in JavaScript.
export function toUnits(text, count) {
  return /[\uD800-\uDFFF]/.test(text) ? [...text].slice(0, count).join("").length : count
}

// Lists the edits of a finding as [start, end, text]; without edits, one that replaces all its
// words.
export const editsOf = ({ edits, start, end, fix }) => (edits.length ? edits : [[start, end, fix]])
