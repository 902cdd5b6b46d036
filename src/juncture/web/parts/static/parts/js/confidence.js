// Shows the slider beside the number and keeps the two alike. An empty number stays empty until a hand moves the slider.
export default function confidence(element) {
  const number = element.querySelector('input[type="number"]')
  const slider = element.querySelector('input[type="range"]')
  slider.disabled = number.disabled
  slider.value = number.value === "" ? 50 : number.value
  slider.hidden = false
  const look = () => element.classList.toggle("confidence-unset", number.value === "")
  look()
  slider.addEventListener("input", () => {
    number.value = slider.value
    number.dispatchEvent(new Event("input", { bubbles: true }))
  })
  number.addEventListener("input", (event) => {
    if (event.isTrusted && number.value !== "") slider.value = number.value
    look()
  })
}
