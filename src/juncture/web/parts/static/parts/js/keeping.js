// Which words of a form are kept between visits. No page needed, so node can test it.
const KEPT = 14 * 24 * 60 * 60 * 1000

export const keyFor = (path, name) => `juncture:draft:${path}:${name}`

// Choices and passwords are not somebody's text.
export const isText = (field) =>
  Boolean(field.name) && !field.disabled && !field.readOnly &&
  (field.type === "textarea" || field.type === "text") && field.autocomplete !== "off"

export function write(store, key, text, now) {
  if (text.trim() === "") store.removeItem(key)
  else store.setItem(key, JSON.stringify({ text, at: now }))
}

// The kept text, or null: nothing kept, too old, broken, or the same as what the page already has.
export function read(store, key, shown, now) {
  const raw = store.getItem(key)
  if (raw === null) return null
  try {
    const { text, at } = JSON.parse(raw)
    if (typeof text === "string" && now - at < KEPT) return text === shown ? null : text
  } catch {
    // A broken note is thrown away below.
  }
  store.removeItem(key)
  return null
}

// After a form is taken the server redirects; going back, reloading or an error page is no proof that the text arrived.
export const arrived = (navigation) =>
  navigation?.type === "navigate" && navigation.redirectCount > 0 && (navigation.responseStatus ?? 200) < 400
