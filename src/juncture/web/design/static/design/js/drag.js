// Drags a person's card onto a group (a seat there) or onto another person (they swap), with mouse, pen or finger.
// What is done is the page's own form; everything that can be dragged can also be done with its buttons.
import { whisper } from "parts/status"
import { meant } from "design/dropping"
import { say } from "design/naming"

const SLOP = 6 // a finger's tremble is no drag
const HOLD = 300 // ms a finger rests before it drags instead of scrolling
const EDGE = 64 // px from the window's edge where the page begins to scroll along

export default function drag(board) {
  const form = board.querySelector("#change")
  let taken = null

  for (const card of board.querySelectorAll("[data-member]")) card.dataset.draggable = ""
  board.addEventListener("pointerdown", down)
  board.addEventListener("dragstart", (event) => event.preventDefault())
  // Once a finger drags, the page under it stays where it is.
  board.addEventListener("touchmove", (event) => taken?.ghost && event.preventDefault(), { passive: false })
  board.addEventListener("contextmenu", (event) => taken?.touch && event.preventDefault())

  function down(event) {
    const card = event.target.closest("[data-member]")
    if (!card || event.button !== 0 || event.target.closest("a, button, summary, select, input")) return
    taken = { card, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch", pointer: event.pointerId }
    if (taken.touch) taken.timer = setTimeout(() => lift(taken.x, taken.y), HOLD)
    addEventListener("pointermove", move)
    addEventListener("pointerup", up)
    addEventListener("pointercancel", drop)
    addEventListener("keydown", escape)
  }

  function move(event) {
    if (!taken || event.pointerId !== taken.pointer) return
    const far = Math.hypot(event.clientX - taken.x, event.clientY - taken.y) > SLOP
    if (!taken.ghost) {
      if (!far) return
      if (taken.touch) return drop() // moved before it rested: a scroll
      lift(event.clientX, event.clientY)
    }
    event.preventDefault()
    follow(event.clientX, event.clientY)
  }

  function lift(x, y) {
    const { card } = taken
    const box = card.getBoundingClientRect()
    const ghost = card.cloneNode(true)
    ghost.removeAttribute("id")
    ghost.setAttribute("aria-hidden", "true")
    ghost.classList.add("dragged")
    ghost.style.inlineSize = `${box.width}px`
    document.body.append(ghost)
    card.classList.add("drag-from")
    board.classList.add("dragging")
    getSelection()?.removeAllRanges()
    Object.assign(taken, { ghost, dx: taken.x - box.left, dy: taken.y - box.top })
    whisper(board.dataset.sayTaken)
    follow(x, y)
  }

  function follow(x, y) {
    taken.ghost.style.transform = `translate(${x - taken.dx}px, ${y - taken.dy}px)`
    if (y < EDGE) scrollBy(0, -12)
    else if (y > innerHeight - EDGE) scrollBy(0, 12)
    const under = document.elementFromPoint(x, y)
    const over = under?.closest("[data-member]") ?? under?.closest("[data-group]")
    if (over === taken.over) return
    taken.over?.classList.remove("drag-over")
    taken.over = over && board.contains(over) && over !== taken.card ? over : null
    taken.over?.classList.add("drag-over")
  }

  function up() {
    const done = taken?.over && meant(placeOf(taken.card), placeOf(taken.over))
    drop()
    if (!done) return
    say(form, "do", done)
    form.requestSubmit()
  }

  function escape(event) {
    if (event.key === "Escape") drop()
  }

  function drop() {
    if (!taken) return
    clearTimeout(taken.timer)
    taken.ghost?.remove()
    taken.over?.classList.remove("drag-over")
    taken.card.classList.remove("drag-from")
    board.classList.remove("dragging")
    taken = null
    removeEventListener("pointermove", move)
    removeEventListener("pointerup", up)
    removeEventListener("pointercancel", drop)
    removeEventListener("keydown", escape)
  }
}

function placeOf(element) {
  return { member: element.dataset.member ?? null, group: element.closest("[data-group]")?.dataset.group ?? null }
}
