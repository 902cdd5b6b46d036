// What is told of a place a lifted card is held over, from the answer that came when it was lifted. Computes nothing.
// A place is { member, group }; group "out" holds those without a seat.
export function told(weighed, from, onto) {
  if (!weighed || !onto?.group) return null
  if (weighed.says) return { line: weighed.says }
  if (onto.group === from.group) return weighed.home ?? null
  if (onto.member) return weighed.people[onto.member] ?? null
  if (onto.group === "out") return weighed.out
  return weighed.groups[onto.group] ?? null
}

// The group's worth as it would become; empty where nothing is known, a dash where there is no seat.
export function figure(entry) {
  if (!entry) return ""
  if (entry.no) return "–"
  return entry.then === undefined ? "" : `${entry.was} → ${entry.then}`
}
