// <button data-behaviour="parts/dialog" data-dialog="id"> opens that <dialog>; a button in a form method="dialog" closes it.
export default function dialog(button) {
  const target = document.getElementById(button.dataset.dialog)
  button.addEventListener("click", () => target?.showModal())
}
