// <form data-behaviour="intake/ways">: one leans to the ways that were written, in their own words. Without it the pills are numbered.
import { shortened } from "intake/shortening"

export default function ways(form) {
  const part = form.querySelector("[data-lean-part]")
  const pills = [...form.querySelectorAll("input[data-lean]")]
    .filter((input) => input.value !== "")
    .map((input) => ({ input, words: input.nextElementSibling, way: form.elements[`way_${input.value}`] }))

  function look() {
    for (const { input, words, way } of pills) {
      const written = shortened(way.value)
      if (written) words.textContent = written
      else if (input.checked) form.querySelector('input[data-lean][value=""]').checked = true
      input.closest(".choice").hidden = !written
    }
    part.hidden = pills.every(({ way }) => !way.value.trim())
  }
  look()
  setTimeout(look) // after a kept draft came back
  form.addEventListener("input", look)
}
