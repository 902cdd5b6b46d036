// The page's one polite voice: the region with id "status" in parts/base.html.
export function say(text, { warning = false } = {}) {
  const region = document.getElementById("status")
  if (!region) return
  const line = document.createElement("p")
  line.className = warning ? "notice notice-warning" : "notice"
  line.dataset.said = ""
  line.textContent = text
  region.querySelector("[data-said]")?.remove()
  region.append(line)
}

// For those who listen only; nothing moves on the page.
export function whisper(text) {
  const region = document.getElementById("status")
  if (!region) return
  const line = document.createElement("span")
  line.className = "hidden-visually"
  line.textContent = text
  region.querySelector("span.hidden-visually")?.remove()
  region.append(line)
}
