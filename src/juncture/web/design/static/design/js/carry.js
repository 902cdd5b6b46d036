// Takes a card up by its button, with a key, a click or a tap: the tray's groups and everybody else's button (now
// "Swap") put it down, Escape leaves it. Without this the button leads to the page that asks where to.
import { placeOf, takeUp } from "design/hand"
import { putDown } from "design/putting"

export default function carry(board) {
  let hand = null
  let words = null

  board.addEventListener("click", (event) => {
    const button = event.target.closest("[data-carry]")
    if (button && event.button === 0 && !event.metaKey && !event.ctrlKey) {
      event.preventDefault()
      event.stopPropagation() // not for htmx
      if (!hand) return take(button)
      const card = button.closest("[data-member]")
      return card === hand.card ? leave() : put(placeOf(card))
    }
    if (!hand) return
    if (event.target.closest(".tray-leave")) return leave()
    const place = event.target.closest(".tray-place")
    if (place && !place.hasAttribute("data-home")) put(placeOf(place))
  }, true)
  board.addEventListener("keydown", keys)
  for (const kind of ["focusin", "pointerover"]) {
    board.addEventListener(kind, (event) => {
      const place = hand && event.target.closest(".tray-place[data-group], [data-member]")
      if (place && place !== hand.card) hand.over(placeOf(place), kind === "focusin")
    })
  }

  function take(button) {
    hand = takeUp(board, button.closest("[data-member]"), end)
    words = board.dataset.saySwap
    swapWords()
    document.addEventListener("keydown", escape)
    hand.tray.querySelector(".tray-place:not([data-home])").focus({ preventScroll: true })
  }

  function put(place) {
    const button = hand.card.querySelector("[data-carry]")
    if (!putDown(board, hand, place)) button.focus()
  }

  function leave() {
    const { card } = hand
    hand.close({ left: true })
    card.querySelector("[data-carry]").focus()
  }

  function end() {
    document.removeEventListener("keydown", escape)
    swapWords()
    hand = null
  }

  // The same button in the same place, with another word on it while a card is held.
  function swapWords() {
    for (const button of board.querySelectorAll("[data-carry]")) {
      if (button.closest("[data-member]") === hand.card) continue
      const said = button.firstChild.textContent
      button.firstChild.textContent = button.dataset.word ?? words
      if (button.dataset.word) delete button.dataset.word
      else button.dataset.word = said
      const here = placeOf(button.closest("[data-member]")).group === hand.from.group
      button.toggleAttribute("data-still", Boolean(button.dataset.word) && here)
    }
  }

  function escape(event) {
    if (event.key === "Escape" && hand) leave()
  }

  function keys(event) {
    if (event.key === " " && event.target.matches("[data-carry]")) {
      event.preventDefault()
      return event.target.click()
    }
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
    const place = event.target.closest(".tray-place")
    if (!place || !steps[event.key]) return
    event.preventDefault()
    const places = [...hand.tray.querySelectorAll(".tray-place")]
    places.at((places.indexOf(place) + steps[event.key]) % places.length).focus()
  }
}
