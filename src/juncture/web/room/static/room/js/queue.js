// What waits to be sent, oldest first, kept until the room has acknowledged it. No page needed, so node can test it.
// A waiting version of an answer gives way to a newer one of the same slot; what was already sent keeps its key.

export const emptyQueue = () => []

export function add(queue, { key, kind, payload, slot = null }, now) {
  const rest = slot === null ? queue : queue.filter((item) => item.slot !== slot || item.sending)
  return [...rest, { key, kind, payload, slot, at: now, tries: 0, sending: false }]
}

export const next = (queue) => queue[0] ?? null

export const marked = (queue, key, change) => queue.map((item) => (item.key === key ? { ...item, ...change } : item))

export const without = (queue, key) => queue.filter((item) => item.key !== key)

// After a reload nothing is under way any more: what was being sent is sent again under its old key, and counts once.
export function restore(raw, now, longest = 24 * 60 * 60 * 1000) {
  try {
    const items = JSON.parse(raw ?? "[]")
    if (!Array.isArray(items)) return []
    return items
      .filter((item) => typeof item?.key === "string" && typeof item.kind === "string" && now - item.at < longest)
      .map((item) => ({ ...item, sending: false }))
  } catch {
    return []
  }
}

// What an answer's status asks for: it counted; try again later; ask for a new ticket first; wait for the member whose
// page this is, as another one has come in by this browser; or tell the person.
export function outcome(status, code = "") {
  if (code === "another_member") return "another"
  if (status >= 200 && status < 300) return "taken"
  if (status === 401) return "ticket"
  if (status === 0 || status === 404 || status === 408 || status === 429 || status >= 502) return "later"
  return "refused"
}

// Half a second, doubling to half a minute, with a spread so that a room's phones don't all knock at once.
export const pause = (tries, random) => Math.min(30_000, 500 * 2 ** tries) * (0.75 + random / 2)
