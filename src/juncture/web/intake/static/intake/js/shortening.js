// No page needed, so node can test it.

// A way in a pill: its own words, cut where a word ends.
export function shortened(words, most = 48) {
  const line = words.trim().replace(/\s+/g, " ")
  if (line.length <= most) return line
  const cut = line.slice(0, most)
  const end = cut.lastIndexOf(" ")
  return `${end > most / 2 ? cut.slice(0, end) : cut} …`
}

// What to say about room: nothing while there is plenty. Characters as the server counts them, not as JavaScript does.
export function room(text, most, near = 200) {
  const left = most - [...text.replace(/\r\n?/g, "\n").trim()].length
  return { left, near: left <= Math.min(near, most / 2), over: left < 0 }
}
