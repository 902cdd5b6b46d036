import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

const load = async (name) => {
  const source = readFileSync(new URL(`../../../src/juncture/web/design/static/design/js/${name}.js`, import.meta.url))
  return import(`data:text/javascript;base64,${source.toString("base64")}`)
}
const { meant } = await load("dropping")
const { matches } = await load("matching")

test("a card dropped on another group asks for a seat there", () => {
  assert.equal(meant({ member: "7", group: "1" }, { member: null, group: "3" }), "move:7:3")
})

test("a card dropped on somebody in another group swaps the two", () => {
  assert.equal(meant({ member: "7", group: "1" }, { member: "9", group: "3" }), "swap:7:9")
})

test("a card dropped where it came from changes nothing", () => {
  assert.equal(meant({ member: "7", group: "1" }, { member: "9", group: "1" }), null)
  assert.equal(meant({ member: "7", group: "1" }, { member: null, group: "1" }), null)
  assert.equal(meant({ member: "7", group: "1" }, { member: null, group: null }), null)
})

test("a card dropped among those without a seat gives the seat up", () => {
  assert.equal(meant({ member: "7", group: "1" }, { member: null, group: "out" }), "unseat:7")
  assert.equal(meant({ member: "7", group: "1" }, { member: "9", group: "out" }), "swap:7:9")
})

test("somebody without a seat is given one", () => {
  assert.equal(meant({ member: "7", group: "out" }, { member: null, group: "2" }), "move:7:2")
})

test("a name is found by part of it, in any case and without its accents", () => {
  assert.ok(matches("sofía quintanar tesselmap", "sofia TESS"))
  assert.ok(matches("anyone", "  "))
  assert.ok(!matches("sofía quintanar tesselmap", "sofia cobaltine"))
})
