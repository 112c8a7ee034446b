// Finds the quotation or sentence at a cursor, and guesses what kind of statement it is.

const OPENING = "“‘«„‹「"
const CLOSING = "”’»“›」"

// Returns where the quotation or, where there is none, the sentence around `offset` begins and
// ends.
export function passageAt(text, offset) {
  return quotationAt(text, offset) ?? sentenceAt(text, offset)
}

function quotationAt(text, offset) {
  for (let from = offset; from >= 0; from--) {
    const pair = OPENING.indexOf(text[from])
    if (pair === -1) continue
    const end = text.indexOf(CLOSING[pair], from + 1)
    if (end !== -1 && end + 1 >= offset) return [from, end + 1]
  }
  return null
}

function sentenceAt(text, offset) {
  const before = text.slice(0, offset).search(/[^.?!…]*$/)
  const after = text.slice(offset).search(/[.?!…](\s|$)/)
  return [before, after < 0 ? text.length : offset + after + 1]
}

// Guesses whether words are a quotation, a figure or a paraphrase.
export function guessKind(words) {
  if (OPENING.includes(words[0]) || words[0] === '"') return "quotation"
  return /^\D{0,4}\d[\d.,\s]*\S{0,12}(\s\S+)?$/.test(words) ? "figure" : "paraphrase"
}

// Cuts words to as many as the panel shows of lost attributions (templates/desk/story_attributions.html).
export function shorten(words) {
  const all = words.split(" ")
  return all.length > 24 ? `${all.slice(0, 24).join(" ")} …` : words
}
