// The page after a form was sent: drafts that arrived are thrown away, those that did not are kept.
import { arrived } from "parts/keeping"

const sent = JSON.parse(sessionStorage.getItem("juncture:sent") ?? "[]")
sessionStorage.removeItem("juncture:sent")
if (arrived(performance.getEntriesByType("navigation")[0])) sent.forEach((key) => localStorage.removeItem(key))
