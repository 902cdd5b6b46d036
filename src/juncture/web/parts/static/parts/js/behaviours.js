// Attaches what an element asks for: data-behaviour="parts/draft" imports parts/js/draft.js through the import map
// and calls its default export with the element. Several, divided by spaces. Also for what htmx swaps in later.
const attached = new WeakMap()

export async function attach(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")]
  if (root.matches?.("[data-behaviour]")) elements.push(root)
  await Promise.all(elements.flatMap((element) => element.dataset.behaviour.split(/\s+/).filter(Boolean).map((name) => start(element, name))))
}

async function start(element, name) {
  const names = attached.get(element) ?? new Set()
  if (names.has(name)) return
  attached.set(element, names.add(name))
  try {
    const module = await import(name)
    module.default(element)
  } catch (error) {
    console.error(`behaviour ${name}`, error) // The page works without it.
  }
}

async function open() {
  try {
    if (sessionStorage.getItem("juncture:sent")) await import("parts/sent")
  } catch {
    // A browser that keeps nothing has nothing to clear.
  }
  await attach(document)
}

open()
document.addEventListener("htmx:load", (event) => attach(event.target))
