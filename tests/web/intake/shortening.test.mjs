import assert from "node:assert/strict"
import test from "node:test"
import { room, shortened } from "../../../src/juncture/web/intake/static/intake/js/shortening.js"

test("a way keeps its words while they fit, and is cut where a word ends", () => {
  assert.equal(shortened("  Four \n circles "), "Four circles")
  assert.equal(shortened("Four small circles of clinicians who use it", 20), "Four small circles …")
  assert.equal(shortened("x".repeat(60), 20), `${"x".repeat(20)} …`)
  assert.equal(shortened("   "), "")
})

test("room is spoken of near its end, in characters as the server counts them", () => {
  assert.deepEqual(room("a".repeat(100), 2000), { left: 1900, near: false, over: false })
  assert.deepEqual(room("🦉".repeat(1900), 2000), { left: 100, near: true, over: false })
  assert.deepEqual(room("a".repeat(2003), 2000), { left: -3, near: true, over: true })
  assert.equal(room("", 300).near, false)
})
