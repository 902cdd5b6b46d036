// What a timer says, and when it may speak. No page needed, so node can test it.
const AT = [300, 60, 20]

export function remaining(seconds, words) {
  if (seconds <= 0) return words.over
  if (seconds <= 60) return words.lastMinute
  return words.minutes.replace("{n}", Math.ceil(seconds / 60))
}

// The mark passed between two looks at the clock, or null: 5 minutes, 1 minute, 20 seconds.
export function markPassed(before, now) {
  return AT.findLast((mark) => before > mark && now <= mark) ?? null
}

// Milliseconds until the text or a mark changes, so that the clock is not asked every second.
export function nextLook(seconds) {
  if (seconds <= 0) return null
  const marks = AT.filter((mark) => mark < seconds)
  const minute = (Math.ceil(seconds / 60) - 1) * 60
  const next = Math.max(minute, ...marks, 0)
  return Math.max((seconds - next) * 1000, 250)
}
