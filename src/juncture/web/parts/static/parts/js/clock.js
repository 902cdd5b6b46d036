// The server's time, as far as its answers tell it: a device's own clock may be minutes off, and what ends, ends there.

const CLOSE = 3_000 // an answer tells whole seconds, and was on its way for a while
let ahead = 0

export const now = () => Date.now() + ahead

export function told(answer) {
  const theirs = Date.parse(answer.headers.get("Date") ?? "")
  if (Number.isNaN(theirs) || Math.abs(theirs - now()) < CLOSE) return
  ahead = theirs - Date.now()
  document.dispatchEvent(new CustomEvent("clock:set"))
}
