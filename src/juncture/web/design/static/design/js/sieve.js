// A long list of people to tick: finds by name or employer while one types, and says how many are ticked.
import { matches } from "design/matching"

export default function sieve(element) {
  const search = element.querySelector("[data-sieve]")
  const count = element.querySelector("[data-count]")
  const rows = [...element.querySelectorAll("[data-words]")]
  const none = element.querySelector("[data-none]")
  if (!search) return
  search.hidden = false
  const field = search.querySelector("input")
  field.addEventListener("input", () => {
    let found = 0
    for (const row of rows) {
      row.hidden = !matches(row.dataset.words, field.value)
      if (!row.hidden) found += 1
    }
    none.hidden = found > 0
  })
  // Return in the search would send the whole plan.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
  field.addEventListener("change", (event) => event.stopPropagation())
  const tell = () => {
    const ticked = element.querySelectorAll("input[type=checkbox]:checked").length
    count.textContent = ticked ? `· ${count.dataset.countWords.replace("%s", ticked)}` : ""
  }
  element.addEventListener("change", tell)
  tell()
}
