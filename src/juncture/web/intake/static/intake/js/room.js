// <textarea data-behaviour="intake/room" data-room="2000">: says how much room is left before it runs out. Nothing is cut.
import { room } from "intake/shortening"

export default function count(field) {
  const note = document.createElement("p")
  note.className = "field-help intake-room"
  note.hidden = true
  field.after(note)
  const look = () => {
    const { left, near, over } = room(field.value, Number(field.dataset.room))
    note.hidden = !near
    note.classList.toggle("intake-over", over)
    note.textContent = over ? field.form.dataset.over.replace("0", String(-left)) : field.form.dataset.left.replace("0", String(left))
  }
  look()
  field.addEventListener("input", look)
}
