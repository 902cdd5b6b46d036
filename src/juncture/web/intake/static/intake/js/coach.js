// <div data-behaviour="intake/coach">: "Keep my wording" sends the coach away until the page is opened again.
export default function coach(element) {
  const form = element.closest("form")
  if (form.dataset.keptWording) element.hidden = true
  const hands = element.querySelector(".intake-hands")
  if (hands) hands.hidden = false
  element.querySelector("[data-keep]")?.addEventListener("click", () => {
    form.dataset.keptWording = "yes"
    element.hidden = true
    form.elements.statement.focus()
  })
}
