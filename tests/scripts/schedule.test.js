// The instant that the newsroom's clocks show, whatever the browser's own clock says.
import assert from "node:assert/strict"
import { test } from "node:test"
import { runScript } from "./load.js"

const { instantOf, zoneOffset } = runScript("static/desk/schedule.js", ["instantOf", "zoneOffset"])
const HOUR = 3_600_000
const utc = (typed, zone) => new Date(instantOf(typed, zone)).toISOString()

test("a winter's and a summer's time are read by the zone's own clock", () => {
  assert.equal(utc("2026-01-15T07:30", "Europe/Amsterdam"), "2026-01-15T06:30:00.000Z")
  assert.equal(utc("2026-07-15T07:30", "Europe/Amsterdam"), "2026-07-15T05:30:00.000Z")
  assert.equal(utc("2026-07-15T07:30", "Asia/Kathmandu"), "2026-07-15T01:45:00.000Z")
  assert.equal(utc("2026-01-15T23:30", "America/New_York"), "2026-01-16T04:30:00.000Z")
})

test("the hours on either side of a change of the clocks are told apart", () => {
  assert.equal(utc("2026-03-29T01:30", "Europe/Amsterdam"), "2026-03-29T00:30:00.000Z")
  assert.equal(utc("2026-03-29T03:30", "Europe/Amsterdam"), "2026-03-29T01:30:00.000Z")
  assert.equal(utc("2026-10-25T01:30", "Europe/Amsterdam"), "2026-10-24T23:30:00.000Z")
  assert.equal(utc("2026-10-25T03:30", "Europe/Amsterdam"), "2026-10-25T02:30:00.000Z")
})

test("an offset is that of the instant", () => {
  assert.equal(zoneOffset(Date.UTC(2026, 0, 15), "Europe/Amsterdam"), HOUR)
  assert.equal(zoneOffset(Date.UTC(2026, 6, 15, 0, 0, 0, 250), "Europe/Amsterdam"), 2 * HOUR)
  assert.equal(zoneOffset(Date.UTC(2026, 0, 15), "America/St_Johns"), -3.5 * HOUR)
})
