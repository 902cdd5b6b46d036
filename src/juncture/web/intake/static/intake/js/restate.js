// <button data-behaviour="intake/restate" data-words="…">: puts the coach's shorter wording into the statement, where it can be edited.
export default function restate(button) {
  const field = button.closest("form")?.elements.statement
  button.addEventListener("click", () => {
    Object.assign(field.form.dataset, { wordsBefore: field.value, wordsTaken: button.dataset.words })
    field.focus()
    field.select()
    // Typed rather than set, where the browser can, so that its own undo brings the old words back.
    if (!document.execCommand?.("insertText", false, button.dataset.words)) field.value = button.dataset.words
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
}
