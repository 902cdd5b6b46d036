// Puts a held card down: sends the change, or says what stands against it.
import { meant } from "design/dropping"
import { say as fill } from "design/naming"
import { say } from "parts/status"

export function putDown(board, hand, onto) {
  const done = meant(hand.from, onto)
  const against = hand.told(onto)?.no
  hand.close()
  if (!done) return false
  if (against) {
    say(against, { warning: true })
    return false
  }
  const form = board.querySelector("#change")
  fill(form, "do", done)
  form.requestSubmit()
  return true
}
