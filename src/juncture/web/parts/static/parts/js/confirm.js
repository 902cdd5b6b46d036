// <button data-behaviour="parts/confirm" data-dialog="id"> in a form: asks in that <dialog> before the form is sent.
// Without JavaScript the form is sent as it is, so the page after it offers a way back.
export default function confirm(button) {
  const dialog = document.getElementById(button.dataset.dialog)
  if (!dialog?.showModal) return
  let sure = false
  button.addEventListener("click", (event) => {
    if (sure) return
    event.preventDefault()
    event.stopImmediatePropagation()
    dialog.returnValue = "no"
    dialog.showModal()
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return button.focus()
      sure = true
      button.click()
      sure = false
    }, { once: true })
  })
}
