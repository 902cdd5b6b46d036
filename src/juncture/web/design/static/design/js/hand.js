// A card in the hand, by whatever means: opens the tray with every group in reach, asks once what each place would
// bring, and shows it beside the groups. Nothing on the page moves by it.
import { figure, told } from "design/weighed"
import { whisper } from "parts/status"

let held = null

export function takeUp(board, card, ended = () => {}) {
  held?.close()
  const tray = board.querySelector("#tray")
  const from = placeOf(card)
  const asked = new AbortController()
  const [who, line, why] = [".tray-who strong", ".tray-line", ".tray-why"].map((part) => tray.querySelector(part))
  let taken = tray.dataset.sayTaken.replace("%s", nameOf(card))
  let weighed = null
  let at = null

  who.textContent = nameOf(card)
  begin()
  tray.hidden = false
  board.classList.add("holding")
  card.classList.add("held")
  // The groups left visible below the tray's edge can be scrolled out from under it.
  board.style.paddingBlockEnd = `${tray.offsetHeight}px`
  for (const place of tray.querySelectorAll("[data-group]")) place.toggleAttribute("data-home", place.dataset.group === from.group)
  whisper(taken)
  ask()

  async function ask() {
    try {
      const answer = await fetch(`${tray.dataset.weigh}&member=${from.member}`, { signal: asked.signal, headers: { Accept: "application/json" } })
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return // signed out, or a proxy's page
      weighed = await answer.json()
      if (weighed.groups) show()
      if (at) over(at.place, at.aloud)
    } catch {
      // Without figures a card can still be put down.
    }
  }

  function show() {
    for (const place of board.querySelectorAll(".tray-place[data-group], .group[data-group]")) {
      const entry = told(weighed, from, { member: null, group: place.dataset.group })
      const spot = place.querySelector(".tray-worth, .group-then")
      if (!spot || !entry) continue
      spot.textContent = figure(entry)
      if (spot.matches(".group-then")) spot.append(gainOf(entry))
      spot.hidden = false
      place.toggleAttribute("data-best", Boolean(entry.best))
      place.toggleAttribute("data-no", Boolean(entry.no))
    }
    board.classList.add("weighed")
  }

  function begin() {
    line.textContent = tray.dataset.sayBegin
    why.textContent = ""
  }

  function over(place, aloud = false) {
    at = place && { place, aloud }
    const entry = told(weighed, from, place)
    if (!entry) return begin()
    line.textContent = entry.no ?? entry.line
    why.textContent = entry.why ?? ""
    if (aloud) tell()
  }

  // The first figures come on the heels of what was taken up, and are said after it, not in its place.
  function tell() {
    whisper([taken, line.textContent, why.textContent].join(" ").trim())
    taken = ""
  }

  function close({ left = false } = {}) {
    if (held !== mine) return
    held = null
    asked.abort()
    tray.hidden = true
    board.classList.remove("holding", "weighed")
    board.style.paddingBlockEnd = ""
    card.classList.remove("held")
    for (const spot of board.querySelectorAll(".group-then")) spot.hidden = true
    ended()
    if (left) whisper(tray.dataset.sayLeft)
  }

  const mine = { card, from, tray, over, close, told: (place) => told(weighed, from, place) }
  held = mine
  return mine
}

export function placeOf(element) {
  return { member: element.dataset.member ?? null, group: element.closest("[data-group]")?.dataset.group ?? null }
}

function gainOf({ gain }) {
  const said = document.createElement("span")
  said.className = "quiet"
  said.textContent = gain ? ` · ${gain}` : ""
  return said
}

function nameOf(card) {
  return card.querySelector(".person-name").textContent
}
