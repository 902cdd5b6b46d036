// What somebody means by dropping a person's card on a group or on another card, in the words the form understands.
// A place is { member, group }; group "out" holds those without a seat. Null where nothing would change.
export function meant(from, onto) {
  if (!from.member || !onto.group) return null
  if (onto.group === from.group) return null
  if (onto.group === "out") return onto.member ? `swap:${from.member}:${onto.member}` : `unseat:${from.member}`
  return onto.member ? `swap:${from.member}:${onto.member}` : `move:${from.member}:${onto.group}`
}
