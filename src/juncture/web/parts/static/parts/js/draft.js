// <form data-behaviour="parts/draft" data-draft="a name of its own">: what is written is kept in this browser, and with
// data-draft-url also sent there (POST, the form's fields). A failure keeps the text and
// says so in what parts/_draft_note.html puts into the form. The page after a form was taken clears it.
import { isText, keyFor, read, write } from "parts/keeping"

const REST = 800

export default function draft(form) {
  const fields = [...form.elements].filter(isText)
  const key = (field) => keyFor(form.dataset.draft ?? location.pathname, field.name)
  const note = form.querySelector("[data-draft-note]")
  const words = note?.dataset ?? {}
  const tell = (text) => note && (note.textContent = text ?? "")
  let waiting

  attempt(() => {
    let found = false
    for (const field of fields) {
      const text = read(localStorage, key(field), field.value, Date.now())
      // What the server shows wins, unless it shows nothing.
      if (text !== null && field.value === "") {
        field.value = text
        found = true
      }
    }
    if (found) tell(words.found)
  })

  form.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(keep, REST)
  })
  addEventListener("pagehide", () => attempt(keepHere))
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting)
    // Cleared when the next page arrives, not before: a failed sending must find the text again.
    if (!event.defaultPrevented) attempt(() => sessionStorage.setItem("juncture:sent", JSON.stringify(fields.map(key))))
  })
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === form && event.detail.successful) attempt(() => fields.forEach((field) => localStorage.removeItem(key(field))))
  })

  function keepHere() {
    for (const field of fields) write(localStorage, key(field), field.value, Date.now())
  }

  async function keep() {
    const here = attempt(keepHere)
    const url = form.dataset.draftUrl
    if (!url) return tell(here ? words.kept : "")
    try {
      const answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } })
      if (!answer.ok) throw new Error(answer.status)
      tell(words.saved)
    } catch {
      tell(words.failed)
    }
  }
}

// A browser that keeps nothing (private mode, full) must not stop anybody from writing.
function attempt(act) {
  try {
    act()
    return true
  } catch {
    return false
  }
}
