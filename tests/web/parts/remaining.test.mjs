import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

const source = readFileSync(new URL("../../../src/juncture/web/parts/static/parts/js/remaining.js", import.meta.url))
const { markPassed, nextLook, remaining } = await import(`data:text/javascript;base64,${source.toString("base64")}`)

const words = { minutes: "{n} min left", lastMinute: "less than a minute left", over: "time is up" }

test("minutes are rounded up, so that the last one is a whole one", () => {
  assert.equal(remaining(720, words), "12 min left")
  assert.equal(remaining(719, words), "12 min left")
  assert.equal(remaining(61, words), "2 min left")
  assert.equal(remaining(60, words), "less than a minute left")
  assert.equal(remaining(0, words), "time is up")
  assert.equal(remaining(-5, words), "time is up")
})

test("it speaks when five minutes, one minute and twenty seconds are reached, and only then", () => {
  const spoken = []
  for (let now = 399; now >= -2; now--) {
    const mark = markPassed(now + 1, now)
    if (mark) spoken.push([mark, now])
  }
  assert.deepEqual(spoken, [[300, 300], [60, 60], [20, 20]])
})

test("a clock that jumps speaks once, of the nearest", () => {
  assert.equal(markPassed(400, 15), 20)
  assert.equal(markPassed(15, 400), null)
})

test("an hour takes about one look a minute", () => {
  let seconds = 3600
  let looks = 0
  while (nextLook(seconds) !== null) {
    seconds -= nextLook(seconds) / 1000
    looks += 1
  }
  assert.ok(looks <= 62, String(looks))
})
