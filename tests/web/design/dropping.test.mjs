import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

const load = async (name) => {
  const source = readFileSync(new URL(`../../../src/juncture/web/design/static/design/js/${name}.js`, import.meta.url))
  return import(`data:text/javascript;base64,${source.toString("base64")}`)
}
const { meant } = await load("dropping")
const { matches } = await load("matching")
const { figure, told } = await load("weighed")

const weighed = {
  groups: { 2: { was: 60, then: 64, line: "Group 2" }, 3: { no: "No seat" }, 4: { line: "A new group" } },
  people: { 9: { was: 60, then: 58, line: "Swap" } },
  home: { number: 1, was: 70, then: 66, line: "Where they sit now" },
  out: { line: "Without a seat" },
}
const card = { member: "7", group: "1" }

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

test("a card over a group, a person, its own group or those without a seat is told what that would bring", () => {
  assert.equal(told(weighed, card, { member: null, group: "2" }).line, "Group 2")
  assert.equal(told(weighed, card, { member: "9", group: "2" }).line, "Swap")
  assert.equal(told(weighed, card, { member: "8", group: "1" }).line, "Where they sit now")
  assert.equal(told(weighed, card, { member: null, group: "out" }).line, "Without a seat")
})

test("before the figures are here, or over nothing, nothing is told", () => {
  assert.equal(told(null, card, { member: null, group: "2" }), null)
  assert.equal(told(weighed, card, null), null)
  assert.equal(told({ says: "Load the page anew." }, card, { member: null, group: "2" }).line, "Load the page anew.")
})

test("a figure shows what was and would be, a dash where there is no seat", () => {
  assert.equal(figure(weighed.groups[2]), "60 → 64")
  assert.equal(figure(weighed.groups[3]), "–")
  assert.equal(figure(weighed.groups[4]), "")
})
