// While somebody writes: asks the server whether a sentence tells others what to do, and shows the way back
// beside the field. Gone when the text changes or when it is waved away; nothing waits for it, and nothing is kept.
import { whisper } from "parts/status"

const REST = 1_200 // after the last key
const FEWEST = 12 // characters; less is no sentence yet
const waved_away = new Set() // fields whose writer wants to keep their wording; until the page is loaded again
let quiet_until = 0

export default function nudge(form) {
  for (const field of form.querySelectorAll("textarea")) watch(form, field)
}

function watch(form, field) {
  let rest
  let asked = null
  field.addEventListener("input", () => {
    remove(field)
    asked?.abort()
    clearTimeout(rest)
    if (field.value.trim().length >= FEWEST && !waved_away.has(field.id)) rest = setTimeout(ask, REST)
  })

  async function ask() {
    const text = field.value
    if (Date.now() < quiet_until || !field.isConnected) return
    asked = new AbortController()
    try {
      const body = new URLSearchParams({ text, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value })
      const answer = await fetch(form.dataset.nudge, { method: "POST", body, signal: asked.signal })
      if (answer.status === 429) quiet_until = Date.now() + 1000 * Number(answer.headers.get("Retry-After") || 30)
      if (answer.status !== 200) return
      const html = await answer.text()
      if (field.value === text && field.isConnected) show(field, html)
    } catch {
      return // No connection, or typed on meanwhile: a note that doesn't come is no loss.
    }
  }
}

function show(field, html) {
  remove(field)
  const note = new DOMParser().parseFromString(html, "text/html").querySelector("[data-nudge-note]")
  if (!note) return
  note.id = `${field.id}-nudge`
  field.after(note)
  field.setAttribute("aria-describedby", `${described(field).join(" ")} ${note.id}`.trim())
  note.querySelector("[data-nudge-away]").addEventListener("click", () => {
    waved_away.add(field.id)
    remove(field)
    field.focus()
  })
  whisper(note.querySelector("q").textContent)
}

function remove(field) {
  const note = document.getElementById(`${field.id}-nudge`)
  if (!note) return
  note.remove()
  const left = described(field)
  left.length ? field.setAttribute("aria-describedby", left.join(" ")) : field.removeAttribute("aria-describedby")
}

const described = (field) => (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((id) => id && id !== `${field.id}-nudge`)
