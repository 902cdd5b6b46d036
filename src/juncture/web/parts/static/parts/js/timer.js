// <span role="timer" data-until="…">: text, once a minute; spoken at 5 minutes, 1 minute and 20 seconds only.
// The server moves the end by changing data-until.
// The words come with the element (parts/_timer.html).
import { now as by_the_server } from "parts/clock"
import { markPassed, nextLook, remaining } from "parts/remaining"
import { whisper } from "parts/status"

const secondsLeft = (element) => (new Date(element.dataset.until) - by_the_server()) / 1000

export default function timer(element) {
  const words = element.dataset
  let before = secondsLeft(element)
  let waiting

  function look() {
    const now = secondsLeft(element)
    const text = remaining(now, words)
    if (element.textContent !== text) element.textContent = text
    if (markPassed(before, now)) whisper(now > 20 || now <= 0 ? text : words.soon)
    before = now
    clearTimeout(waiting)
    const next = nextLook(now)
    if (next !== null && element.isConnected) waiting = setTimeout(look, next)
  }

  function again() {
    if (!element.isConnected) return document.removeEventListener("clock:set", again)
    before = secondsLeft(element)
    look()
  }

  look()
  new MutationObserver(again).observe(element, { attributeFilter: ["data-until"] })
  document.addEventListener("clock:set", again)
}
