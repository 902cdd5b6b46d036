// A button that stands outside its form (form="change") is not among what htmx sends: its name and value go into the
// form as a hidden field before it is sent. Without htmx the browser sends them itself.
export default function naming(board) {
  board.addEventListener("click", (event) => {
    const button = event.target.closest("button[form][name]")
    if (button?.form) say(button.form, button.name, button.value)
  })
}

export function say(form, name, value) {
  let field = form.querySelector(`input[data-said][name="${name}"]`)
  if (!field) {
    field = document.createElement("input")
    field.type = "hidden"
    field.name = name
    field.dataset.said = ""
    form.append(field)
  }
  field.value = value
}
