// Puts what the server drew into the page, region by region, and never replaces a field that somebody is typing in.
import { attach } from "parts/behaviours"

const drawn = new WeakMap()
const plain = (region) => region.outerHTML.replace(/(name="(csrfmiddlewaretoken|key)" value=")[^"]*/g, "$1")
const texts = (region) => [...region.querySelectorAll("textarea, input[type=text], input:not([type]), input[type=number]")]

export function remember(root) {
  for (const region of root.querySelectorAll(":scope > .region")) drawn.set(region, plain(region))
}

// Somebody is in the middle of something here: the caret is in a field, or a field holds what was not sent.
export function busy(region) {
  const active = document.activeElement
  if (active && region.contains(active) && active.matches("textarea, input, select")) return true
  return texts(region).some((field) => field.dataset.dirty !== undefined)
}

// own: the person did something themselves, so that its result is shown at once. Gives back what waits to be shown.
export function draw(root, html, { own = false, go = false } = {}) {
  const fresh = new DOMParser().parseFromString(html, "text/html")
  const waiting = { moved: false, news: 0 }
  const wanted = [...fresh.body.querySelectorAll(":scope > .region")]
  const moved = step(root) !== step(fresh)
  const held = moved && !go && [...root.querySelectorAll(":scope > .region")].some((region) => region.id === "room-now" && busy(region))
  let last = null
  for (const region of wanted) {
    const old = document.getElementById(region.id)
    if (!old) {
      last ? last.after(region) : root.prepend(region)
      settle(region)
      last = region
      continue
    }
    last = draw_one(old, region, { own, held, moved, go, waiting })
  }
  for (const old of root.querySelectorAll(":scope > .region")) {
    if (!wanted.some((region) => region.id === old.id) && !held) old.remove()
  }
  if (moved && !held) in_order(root, wanted)
  waiting.moved ||= held
  return waiting
}

// A step may put its parts in another order; within a step nothing changes its place.
function in_order(root, wanted) {
  const now = [...root.querySelectorAll(":scope > .region")]
  if (wanted.every((region, n) => now[n]?.id === region.id)) return
  // Around the part that has the focus: an element that is moved loses it.
  const parts = wanted.map((region) => document.getElementById(region.id)).filter(Boolean)
  const still = parts.findIndex((part) => part.contains(document.activeElement))
  parts.forEach((part, n) => {
    if (n < still) parts[still].before(part)
    else if (n !== still) root.append(part)
  })
}

function draw_one(old, region, { own, held, moved, go, waiting }) {
  if (drawn.get(old) === plain(region)) return old
  if (region.id === "room-now") {
    if (held) return old
    if (region.dataset.keep !== undefined && old.dataset.key === region.dataset.key && old.dataset.keep !== undefined) return refresh(old, region)
    if (busy(old) && !go && old.dataset.key !== region.dataset.key) {
      waiting.moved = true
      return old
    }
  }
  if (region.dataset.calm !== undefined && !moved && !own && !go) {
    const known = new Set([...old.querySelectorAll("[data-entry]")].map((entry) => entry.dataset.entry + entry.textContent))
    const news = [...region.querySelectorAll("[data-entry]")].filter((entry) => !known.has(entry.dataset.entry + entry.textContent)).length
    if (news) {
      waiting.news += news
      return old
    }
  }
  if (region.id !== "room-now" && busy(old)) return old
  return swap(old, region)
}

// The same step: fields that nobody is in take what was written elsewhere (by the partner, on another device).
function refresh(old, region) {
  for (const field of region.querySelectorAll("textarea[data-prompt]")) {
    const mine = old.querySelector(`#${CSS.escape(field.id)}`)
    if (!mine || mine === document.activeElement || mine.dataset.dirty !== undefined) continue
    mine.dataset.base = field.dataset.base
    if (mine.value !== field.value) mine.value = field.value
  }
  for (const part of region.querySelectorAll("[data-part-of]")) {
    const mine = old.querySelector(`[data-part-of="${part.dataset.partOf}"]`)
    if (mine && mine.innerHTML !== part.innerHTML && !mine.contains(document.activeElement)) mine.replaceWith(part)
  }
  return old
}

function swap(old, region) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null
  const open = [...old.querySelectorAll("details")].map((details) => details.open)
  if (old.id !== "room-now") [...region.querySelectorAll("details")].forEach((details, n) => (details.open = open[n] ?? details.open))
  old.replaceWith(region)
  settle(region)
  if (focused) again(region, focused)?.focus({ preventScroll: true })
  return region
}

function settle(region) {
  drawn.set(region, plain(region))
  attach(region)
  region.dispatchEvent(new CustomEvent("room:drawn", { bubbles: true }))
}

const TURNED = { ready: "not_ready", not_ready: "ready" }

// The same control in the new region, so that the focus stays where it was; never another one, or the next key
// would do what nobody meant. Where it is gone, the region itself has the focus.
function again(region, focused) {
  if (focused.id) return region.querySelector(`#${CSS.escape(focused.id)}`) ?? itself(region)
  if (focused.matches("summary")) {
    const words = focused.textContent
    return [...region.querySelectorAll("summary")].find((summary) => summary.textContent === words) ?? itself(region)
  }
  const values = [focused.value, TURNED[focused.value]].filter(Boolean)
  const found = values.map((value) => region.querySelector(`button[name="${focused.name}"][value="${CSS.escape(value)}"]`))
  return found.find(Boolean) ?? itself(region)
}

function itself(region) {
  region.tabIndex = -1
  return region
}

export const step = (root) => root.querySelector("#step-title")?.dataset.step
