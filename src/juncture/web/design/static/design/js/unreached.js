// A change that did not reach the server is said so, and the groups stay as they are shown.
import { say } from "parts/status"

export default function unreached(board) {
  for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    board.addEventListener(event, () => say(board.dataset.sayUnreached, { warning: true }))
  }
}
