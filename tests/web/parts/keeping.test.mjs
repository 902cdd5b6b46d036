import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

const source = readFileSync(new URL("../../../src/juncture/web/parts/static/parts/js/keeping.js", import.meta.url))
const { arrived, isText, keyFor, read, write } = await import(`data:text/javascript;base64,${source.toString("base64")}`)

const DAY = 24 * 60 * 60 * 1000

class Store {
  rows = new Map()
  getItem = (key) => this.rows.get(key) ?? null
  setItem = (key, value) => this.rows.set(key, value)
  removeItem = (key) => this.rows.delete(key)
}

test("what was written comes back", () => {
  const store = new Store()
  write(store, "a", "Ten ambassadors", 0)
  assert.equal(read(store, "a", "", DAY), "Ten ambassadors")
})

test("an emptied field keeps nothing", () => {
  const store = new Store()
  write(store, "a", "Ten", 0)
  write(store, "a", "  ", 1)
  assert.equal(store.rows.size, 0)
})

test("a draft older than two weeks is thrown away", () => {
  const store = new Store()
  write(store, "a", "Ten", 0)
  assert.equal(read(store, "a", "", 15 * DAY), null)
  assert.equal(store.rows.size, 0)
})

test("a broken note harms nobody", () => {
  const store = new Store()
  store.setItem("a", "{nonsense")
  assert.equal(read(store, "a", "", 0), null)
  assert.equal(store.rows.size, 0)
})

test("what the page already shows is not offered again", () => {
  const store = new Store()
  write(store, "a", "Ten", 0)
  assert.equal(read(store, "a", "Ten", 1), null)
  assert.equal(store.rows.size, 1)
})

test("two forms with the same field don't share a draft", () => {
  assert.notEqual(keyFor("/one/", "words"), keyFor("/two/", "words"))
})

test("passwords, choices and fields that ask not to be kept are no text", () => {
  const field = { name: "n", type: "text", autocomplete: "", disabled: false, readOnly: false }
  assert.equal(isText(field), true)
  assert.equal(isText({ ...field, type: "textarea" }), true)
  for (const other of [{ type: "password" }, { type: "radio" }, { type: "hidden" }, { autocomplete: "off" }, { name: "" }])
    assert.equal(isText({ ...field, ...other }), false)
})

test("only a redirect after sending proves that the text arrived", () => {
  assert.equal(arrived({ type: "navigate", redirectCount: 1, responseStatus: 200 }), true)
  assert.equal(arrived({ type: "navigate", redirectCount: 1 }), true)
  assert.equal(arrived({ type: "navigate", redirectCount: 0, responseStatus: 200 }), false)
  assert.equal(arrived({ type: "navigate", redirectCount: 1, responseStatus: 500 }), false)
  assert.equal(arrived({ type: "back_forward", redirectCount: 1 }), false)
  assert.equal(arrived({ type: "reload", redirectCount: 1 }), false)
  assert.equal(arrived(undefined), false)
})
