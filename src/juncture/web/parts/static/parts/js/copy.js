// <button data-behaviour="parts/copy" data-copy="#id"> copies that element's text or value; or data-copy-text="…".
import { say } from "parts/status"

export default function copy(button) {
  const words = document.getElementById("status").dataset
  button.hidden = !navigator.clipboard
  button.addEventListener("click", async () => {
    const from = button.dataset.copy && document.querySelector(button.dataset.copy)
    const text = button.dataset.copyText ?? from?.value ?? from?.textContent.trim() ?? ""
    try {
      await navigator.clipboard.writeText(text)
      say(words.copied)
    } catch {
      from?.select?.()
      say(words.copyFailed, { warning: true })
    }
  })
}
