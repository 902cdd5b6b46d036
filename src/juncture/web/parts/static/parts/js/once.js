// <form data-behaviour="parts/once">: a second click while the first is under way does nothing.
export default function once(form) {
  let sent = false
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    if (sent) return event.preventDefault()
    sent = true
    form.setAttribute("aria-busy", "true")
  })
  const again = () => {
    sent = false
    form.removeAttribute("aria-busy")
  }
  addEventListener("pageshow", (event) => event.persisted && again()) // back, from the browser's memory
  form.addEventListener("htmx:afterRequest", again)
}
