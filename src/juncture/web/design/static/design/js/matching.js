// Every word typed begins somewhere in the words of a row; accents and case don't count.
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

export function matches(words, typed) {
  const there = plain(words)
  return plain(typed).split(/\s+/).filter(Boolean).every((word) => there.includes(word))
}
