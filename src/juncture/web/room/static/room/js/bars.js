// What waits to be looked at, and the button to look: nothing moves under the reader. Without text the bar goes.
import { whisper } from "parts/status"

export function bar(root, name, text, button, press) {
  const old = root.querySelector(`[data-bar="${name}"]`)
  if (!text) return old?.remove()
  if (old) return void (old.firstChild.data !== `${text} ` && (old.firstChild.data = `${text} `))
  const line = document.createElement("p")
  line.className = "room-held"
  line.dataset.bar = name
  const go = document.createElement("button")
  go.type = "button"
  go.className = "button"
  go.textContent = button
  go.addEventListener("click", () => press(line))
  line.append(`${text} `, go)
  const place = root.querySelector(name === "news" ? "#room-board" : "#room-now")
  place?.before(line)
  whisper(text)
}
