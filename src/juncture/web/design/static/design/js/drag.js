// Drags a person's card onto a group (a seat there) or onto another person (they swap), with mouse, pen or finger.
// What is done is the page's own form; everything that can be dragged can also be done with its buttons.
import { placeOf, takeUp } from "design/hand"
import { putDown } from "design/putting"

const SLOP = 6 // a finger's tremble is no drag
const HOLD = 300 // ms a finger rests before it drags instead of scrolling
const EDGE = 56 // px from the edge where the page begins to scroll along
const STEP = 14 // px a frame, so long as the hand rests there

export default function drag(board) {
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
    taken.moved ||= far // a card lifted beside an edge stays there until it is moved
    follow(event.clientX, event.clientY)
  }

  function lift(x, y) {
    const { card, touch } = taken
    const ghost = card.cloneNode(true)
    ghost.removeAttribute("id")
    ghost.setAttribute("aria-hidden", "true")
    ghost.classList.add("dragged")
    document.body.append(ghost)
    card.classList.add("drag-from")
    board.classList.add("dragging")
    getSelection()?.removeAllRanges()
    // A finger hides what lies under it: there the name hangs above.
    const dy = touch ? ghost.offsetHeight + 24 : ghost.offsetHeight / 2
    Object.assign(taken, { ghost, dx: touch ? ghost.offsetWidth / 2 : 16, dy, hand: takeUp(board, card) })
    follow(x, y)
  }

  function follow(x, y) {
    taken.ghost.style.transform = `translate(${x - taken.dx}px, ${y - taken.dy}px)`
    const tray = taken.hand.tray.getBoundingClientRect()
    taken.scrolls = !taken.moved ? 0 : y < EDGE ? -STEP : y > tray.top - EDGE && y < tray.top ? STEP : 0
    if (taken.scrolls && !taken.frame) taken.frame = requestAnimationFrame(() => scroll(x, y))
    const under = document.elementFromPoint(x, y)
    const over = under?.closest("[data-member], .tray-place[data-group]") ?? under?.closest("[data-group]")
    if (over === taken.over) return
    taken.over?.classList.remove("drag-over")
    taken.over = over && board.contains(over) && over !== taken.card ? over : null
    taken.over?.classList.add("drag-over")
    taken.hand.over(taken.over && placeOf(taken.over))
  }

  function scroll(x, y) {
    if (!taken?.scrolls) return
    scrollBy(0, taken.scrolls)
    taken.frame = null
    follow(x, y)
  }

  function up() {
    const { hand, over } = taken ?? {}
    drop()
    if (hand && over) putDown(board, hand, placeOf(over))
    else hand?.close()
  }

  function escape(event) {
    if (event.key !== "Escape") return
    taken?.hand?.close({ left: true })
    drop()
  }

  function drop(event) {
    if (!taken) return
    if (event?.type === "pointercancel") taken.hand?.close()
    clearTimeout(taken.timer)
    cancelAnimationFrame(taken.frame)
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
