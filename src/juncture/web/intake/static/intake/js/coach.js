// <div data-behaviour="intake/coach">: says its question aloud when it changes; "Keep my wording" sends the coach away
// until the page is opened again, and "Bring my words back" undoes the short wording where there is no key for that.
export default function coach(element) {
  const form = element.closest("form")
  const statement = form.elements.statement
  if (form.dataset.keptWording) element.hidden = true
  const hands = element.querySelector(".intake-hands")
  if (hands) hands.hidden = false

  const says = form.querySelector("[data-coach-says]")
  const asked = element.querySelector("[data-question]")
  const question = element.hidden ? "" : (asked?.textContent ?? "")
  if (says && says.textContent !== question) {
    says.lang = asked?.lang || document.documentElement.lang
    says.textContent = question
  }

  element.querySelector("[data-keep]")?.addEventListener("click", () => {
    form.dataset.keptWording = "yes"
    element.hidden = true
    statement.focus()
  })

  const back = element.querySelector("[data-back]")
  if (!back) return
  back.hidden = statement.value !== form.dataset.wordsTaken
  back.addEventListener("click", () => {
    statement.value = form.dataset.wordsBefore
    statement.focus()
    statement.dispatchEvent(new Event("input", { bubbles: true }))
  })
}
