import assert from "node:assert/strict"
import { test } from "node:test"
import { add, emptyQueue, marked, next, outcome, pause, restore, without } from "../../../src/juncture/web/room/static/room/js/queue.js"

const answer = (key, text, slot = "write.signal") => ({ key, kind: "write", payload: { text }, slot })

test("a newer version of an answer takes the place of one that still waits", () => {
  let queue = add(emptyQueue(), answer("a", "Two"), 1)
  queue = add(queue, answer("b", "Two of ten"), 2)

  assert.deepEqual(queue.map((item) => item.key), ["b"])
})

test("what is under way keeps its key, so that it counts once, and the newer version follows it", () => {
  let queue = marked(add(emptyQueue(), answer("a", "Two"), 1), "a", { sending: true })
  queue = add(queue, answer("b", "Two of ten"), 2)

  assert.deepEqual(queue.map((item) => item.key), ["a", "b"])
  assert.equal(next(without(queue, "a")).key, "b")
})

test("commands that are no answers never give way", () => {
  let queue = add(emptyQueue(), { key: "a", kind: "ready", payload: {} }, 1)
  queue = add(queue, { key: "b", kind: "more_time", payload: {} }, 2)

  assert.equal(queue.length, 2)
})

test("after a reload the same keys are sent again, and day-old ones are let go", () => {
  const day = 24 * 60 * 60 * 1000
  const kept = JSON.stringify([
    { ...answer("old", "x"), at: 0, tries: 3, sending: true },
    { ...answer("new", "y"), at: day, tries: 3, sending: true },
  ])

  const queue = restore(kept, day + 1)

  assert.deepEqual(queue.map((item) => [item.key, item.sending]), [["new", false]])
})

test("a broken note in the browser is an empty queue", () => {
  for (const raw of [null, "", "{", "{}", "[1, null, {}]"]) assert.deepEqual(restore(raw, 0), [])
})

test("every answer's status says what to do next", () => {
  assert.equal(outcome(200), "taken")
  assert.equal(outcome(401), "ticket")
  for (const status of [0, 408, 429, 502, 503, 504]) assert.equal(outcome(status), "later")
  for (const status of [400, 403, 409, 413, 422]) assert.equal(outcome(status), "refused")
  assert.equal(outcome(409, "changed"), "refused")
  assert.equal(outcome(409, "another_member"), "another")
})

test("the pauses grow to half a minute and are spread", () => {
  assert.equal(pause(0, 0.5), 500)
  assert.equal(pause(20, 0.5), 30_000)
  assert.ok(pause(3, 0) < pause(3, 1))
})
