// <button data-behaviour="intake/restate" data-words="…">: puts the coach's shorter wording into the statement, where it can be edited.
export default function restate(button) {
  const field = button.closest("form")?.elements.statement
  if (!field) return
  button.hidden = false
  button.addEventListener("click", () => {
    field.value = button.dataset.words
    field.focus()
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
}
