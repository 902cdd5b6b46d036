// <button data-behaviour="design/print" hidden>: shown where a browser can print.
export default function print(button) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
