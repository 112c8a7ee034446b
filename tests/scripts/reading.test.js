// Words and pictures are measured as vocabulary/text.py and photos/pixels.py measure them.
import assert from "node:assert/strict"
import { test } from "node:test"
import { loadCases, runScript } from "./load.js"

const { rules, texts, minutes } = loadCases("words")
const { countWords, readingMinutes } = runScript("static/desk/story_form.js", [
  "countWords",
  "readingMinutes",
])

for (const [text, words] of texts) {
  test(`"${text}" has ${words} words`, () => assert.equal(countWords(text, rules), words))
}

for (const [words, expected] of minutes) {
  test(`${words} words take ${expected} minutes`, () =>
    assert.equal(readingMinutes(words, rules), expected))
}

const { cropPosition } = runScript("static/desk/photos.js", ["cropPosition"])

for (const { size, ratio, focal, box } of loadCases("crops")) {
  test(`${size} cut to ${ratio} around ${focal} is shown as it is cut`, () => {
    const [across, down] = cropPosition(size, ratio[0] / ratio[1], focal)
    const starts = [box[0], box[1]]
    const rooms = [size[0] - (box[2] - box[0]), size[1] - (box[3] - box[1])]
    for (const [axis, position] of [across, down].entries()) {
      const start = (position / 100) * rooms[axis]
      if (rooms[axis]) assert.ok(Math.abs(start - starts[axis]) <= 1, `${start} ${starts[axis]}`)
      else assert.equal(position, 50)
    }
  })
}
