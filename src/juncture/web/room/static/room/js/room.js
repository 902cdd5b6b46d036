// The live room. Listens to the stream and asks for the page's parts when something happened; sends what is written
// as it is written; keeps everything until it is acknowledged. Without it the page's forms do the same by hand.
import * as clock from "parts/clock"
import { whisper } from "parts/status"
import { bar } from "room/bars"
import { add, marked, next, outcome, pause, restore, without } from "room/queue"
import { draw, remember, step } from "room/regions"

const REST = 900 // after the last key, before an answer is saved
const POLL = 5_000 // where the network holds streams back
const LONGEST_PRESS = 2_000 // where a finger's lifting isn't heard, such as outside the window
const SETTLES = 2_500 // a reload or a tunnel isn't a leaving: who is here is looked at when it hasn't changed for so long
const WATCHED = 45_000 // after so long a silence the log is looked at: heartbeats can't be heard from here

export default function room(root) {
  const id = root.dataset.room
  // By member as well: on a device that several share, nobody finds, or sends, what another left unsent.
  const store = `juncture:room:${id}:${root.dataset.member}`
  const said = root.dataset
  let queue = restore(read(`${store}:queue`), Date.now())
  let seq = Number(root.dataset.seq)
  let connected = true
  let away = null // where the room was when the connection went
  let asking = null
  let again = false
  let sending = null
  let source = null
  let over = null
  let heard = Date.now()
  let held_back = false
  let waiting = null
  let counting = null
  let strange = false // somebody else has come in by this browser since
  let lifted = Promise.resolve()
  const settled = new Map() // key → what to do with the answer

  remember(root)
  wire(root)
  root.addEventListener("room:drawn", (event) => wire(event.target))
  listen()
  setInterval(ask_if_silent, POLL)
  addEventListener("online", () => (listen(), send(), ask()))
  addEventListener("offline", () => (source?.close(), lost()))
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && (listen(), send(), ask()))
  addEventListener("pagehide", keep_drafts)
  root.addEventListener("pointerdown", press)
  bring_back()
  watch_the_time()
  document.addEventListener("clock:set", watch_the_time)
  if (!said.closed) fetch(`/live/rooms/${id}/events?after=${seq}`).then(clock.told, () => undefined)
  send()

  // -- hearing ---------------------------------------------------------------------------------------------------

  function listen() {
    if (said.closed || strange || (source && source.readyState !== EventSource.CLOSED)) return
    source = new EventSource(`/live/rooms/${id}/stream?after=${seq}`)
    source.onopen = () => back()
    source.onmessage = (event) => {
      heard = Date.now()
      held_back = false
      const told = JSON.parse(event.data)
      if (told.seq <= seq) return
      seq = told.seq
      // Somebody wrote in silence: there is nothing to look at.
      if (told.kind !== "sealed") soon()
    }
    source.addEventListener("reset", () => location.reload())
    source.addEventListener("here", (event) => {
      heard = Date.now()
      clearTimeout(counting)
      counting = setTimeout(() => here() !== event.data && soon(), SETTLES * (1 + Math.random()))
    })
    source.onerror = () => {
      if (!navigator.onLine) lost()
    }
  }

  // Streams that a network holds back, or a stream that ended: the log is read by hand, cheaply, until they are heard again.
  async function ask_if_silent() {
    if (said.closed || strange || document.visibilityState === "hidden") return
    const open = source?.readyState === EventSource.OPEN
    if (source?.readyState === EventSource.CLOSED) listen()
    if (open && !held_back && Date.now() - heard < WATCHED) return
    heard = Date.now()
    try {
      const answer = await fetch(`/live/rooms/${id}/events?after=${seq}`)
      if (answer.status === 401 || answer.status === 404) return ask()
      if (!answer.ok) throw new Error(answer.status)
      const log = await answer.json()
      back()
      if (log.reset) return location.reload()
      if (log.seq <= seq) return
      // The stream said it was open and kept this to itself.
      held_back = open
      seq = log.seq
      if (log.more || log.events.some((event) => event.kind !== "sealed")) soon()
    } catch {
      // Perhaps only the stream's address is out of reach; the page's own says whether all is lost.
      ask()
    }
  }

  const here = () => root.querySelector("#room-head")?.dataset.here

  function soon() {
    clearTimeout(waiting)
    waiting = setTimeout(ask, 120 + Math.random() * 180)
  }

  async function ask({ own = false, go = false } = {}) {
    if (strange) return
    if (asking && !own && !go) {
      again = true
      return
    }
    const mine = (asking = Symbol("asking"))
    try {
      const answer = await my_part()
      clock.told(answer)
      if (answer.status === 409) return somebody_else()
      if (answer.status === 404) return location.reload()
      if (!answer.ok) throw new Error(answer.status)
      const html = await answer.text()
      back()
      await lifted
      if (asking === mine) show(html, { own, go })
    } catch {
      lost()
    } finally {
      if (asking === mine) asking = null
      if (again) {
        again = false
        soon()
      }
    }
  }

  const my_part = () =>
    fetch(said.part, { headers: { "X-Requested-With": "fetch", "X-As": said.member }, credentials: "same-origin" })

  // Nothing more is sent or drawn: it would go out in their name, and theirs would be shown here. What waits is kept
  // under its own member's name, and sent when they come in again.
  function somebody_else() {
    if (strange) return
    strange = true
    source?.close()
    bar(root, "moved", "")
    bar(root, "moved", said.sayOther, said.sayLoad, () => location.reload())
  }

  // Redrawn under a finger, a button would lose the press: what was heard waits until the click has been done.
  function press() {
    lifted = new Promise((done) => {
      for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => setTimeout(done), { once: true })
      setTimeout(done, LONGEST_PRESS)
    })
  }

  // When a step's or a turn's time is over, more becomes possible: the page looks once, by itself.
  function watch_the_time() {
    const ends = [...root.querySelectorAll("[role=timer][data-until]")].map((timer) => new Date(timer.dataset.until) - clock.now())
    const next = Math.min(...ends.filter((left) => left > 0))
    clearTimeout(over)
    if (Number.isFinite(next)) over = setTimeout(ask, next + 400 + Math.random() * 800)
  }

  function show(html, how) {
    const before = step(root)
    const left = draw(root, html, how)
    const now = step(root)
    if (now !== before) {
      whisper(`${said.sayNow} ${root.querySelector("#step-title").textContent}`)
      if (now === "closed") source?.close()
    }
    watch_the_time()
    bar(root, "moved", left.moved && (now === "closed" ? said.sayClosed : said.sayStep), said.sayGo, along_to_the_step)
    bar(root, "news", left.news > 0 && !left.moved && said.sayNew, said.sayShow, along)
    if (!connected || away === null) return
    if (now !== away.step && !left.moved) bar(root, "missed", said.sayMissed.replace("{step}", away.title), said.saySeen, (line) => line.remove())
    away = null
  }

  function along(line) {
    flush()
    line.remove()
    return ask({ go: true })
  }

  async function along_to_the_step(line) {
    await along(line)
    const title = root.querySelector("#step-title")
    title.tabIndex = -1
    title.focus()
  }

  function lost() {
    if (!connected) return
    connected = false
    away ??= { step: step(root), title: root.querySelector("#step-title").textContent }
    line(said.sayLost)
    whisper(said.sayLost)
  }

  function back() {
    heard = Date.now()
    if (connected) return
    connected = true
    line("")
    whisper(said.sayBack)
    send()
  }

  function line(text) {
    const element = document.querySelector("[data-room-line]")
    element.textContent = text
    element.hidden = !text
  }

  // -- sending ---------------------------------------------------------------------------------------------------

  function enqueue(kind, payload, slot = null) {
    const key = crypto.randomUUID()
    queue = add(queue, { key, kind, payload, slot }, Date.now())
    keep_queue()
    send()
    return key
  }

  async function send() {
    if (sending || strange) return
    let item = next(queue)
    while (item) {
      sending = item.key
      queue = marked(queue, item.key, { sending: true })
      const { status, answer, wait } = await post(item)
      const what = outcome(status, answer.code)
      if (what === "taken" || what === "refused") {
        queue = without(queue, item.key)
        keep_queue()
        if (status) back()
        settled.get(item.key)?.(what, answer, item)
        settled.delete(item.key)
        if (!settled.size && !queue.length) line("")
      } else {
        queue = marked(queue, item.key, { sending: false, tries: item.tries + 1 })
        keep_queue()
        if (what === "another") {
          somebody_else()
          break
        }
        if (what === "ticket") await ask()
        else if (status === 0) lost()
        setTimeout(send, Math.max(wait, pause(item.tries, Math.random())))
        break
      }
      item = next(queue)
    }
    sending = null
  }

  async function post(item) {
    try {
      const answer = await fetch(`/live/rooms/${id}/commands`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": item.key },
        body: JSON.stringify({ kind: item.kind, payload: item.payload, as: Number(said.member) }),
        signal: AbortSignal.timeout(20_000),
      })
      const wait = 1000 * (Number(answer.headers.get("Retry-After")) || 0)
      return { status: answer.status, answer: await answer.json().catch(() => ({})), wait }
    } catch {
      return { status: 0, answer: {}, wait: 0 }
    }
  }

  // -- the page's forms ------------------------------------------------------------------------------------------

  function wire(part) {
    for (const form of part.querySelectorAll("form[data-room-act]")) act(form)
    for (const form of part.querySelectorAll("form[data-room-writing]")) writing(form)
    for (const form of part.querySelectorAll("form[data-room-add]")) adding(form)
    for (const link of part.querySelectorAll("a[data-about]")) about(link)
  }

  function act(form) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter
      flush()
      if (!button || button.dataset.plain !== undefined) return
      event.preventDefault()
      if (button.getAttribute("aria-disabled")) return
      button.setAttribute("aria-disabled", "true")
      const payload = { from: number(form, "from") }
      if (form.elements.turn) payload.turn = number(form, "turn")
      if (form.elements.entry) payload.entry = form.elements.entry.value
      for (const name of ["role", "step", "way"]) if (form.elements[name]) payload[name] = form.elements[name].value
      if (form.elements.reason) payload.reason = form.elements.reason.value
      settled.set(enqueue(button.value, payload), (what, answer) => {
        button.removeAttribute("aria-disabled")
        if (what === "refused") tell(form, answer.message)
        ask({ own: true })
      })
    })
  }

  function writing(form) {
    form.dataset.alive = ""
    if (form.dataset.publish !== undefined) return publishing(form)
    for (const field of form.querySelectorAll("textarea[data-prompt]")) {
      let rest
      field.addEventListener("input", () => {
        field.dataset.dirty = ""
        clearTimeout(rest)
        rest = setTimeout(() => save(form, field), REST)
      })
      field.addEventListener("blur", () => field.dataset.dirty !== undefined && (clearTimeout(rest), save(form, field)))
      field.addEventListener("room:flush", () => (clearTimeout(rest), save(form, field)))
    }
    form.addEventListener("submit", (event) => (event.preventDefault(), flush()))
  }

  // Where everybody reads at once, nothing is shown before its writer says so.
  function publishing(form) {
    const fields = [...form.querySelectorAll("textarea[data-prompt]")]
    for (const field of fields) field.addEventListener("input", () => ((field.dataset.dirty = ""), keep_drafts()))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      for (const field of fields) save(form, field, () => ask({ own: true }))
    })
  }

  function save(form, field, then = () => undefined) {
    if (field.dataset.dirty === undefined) return
    const note = field.parentElement.querySelector("[data-saved]")
    const text = field.value
    const slot = `${field.dataset.step}.${field.dataset.prompt}`
    const pair = form.dataset.roomWriting === "pair_answer"
    const payload = { step: field.dataset.step, prompt: field.dataset.prompt, text }
    if (pair) payload.base = Number(field.dataset.base) || null
    note.textContent = said.sayKeeping
    keep_drafts()
    settled.set(enqueue(pair ? "pair_answer" : "write", payload, slot), (what, answer, item) => {
      if (what === "refused") {
        note.textContent = answer.message ?? ""
        whisper(answer.message ?? "")
        // The partner's version is shown by itself; saving again means it was seen.
        if (answer.code === "changed") see_partner(form, field)
        return
      }
      if (answer.seq && pair) field.dataset.base = answer.seq
      if (field.value === item.payload.text) {
        delete field.dataset.dirty
        forget(slot)
        field.parentElement.querySelector("[data-theirs]")?.remove()
        note.textContent = said.saySaved
      }
      then()
    })
  }

  async function see_partner(form, field) {
    const answer = await my_part()
    if (answer.status === 409) return somebody_else()
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(field.id)
    if (!fresh) return
    field.dataset.base = fresh.dataset.base
    field.parentElement.querySelector("[data-theirs]")?.remove()
    const theirs = document.createElement("p")
    theirs.dataset.theirs = ""
    theirs.className = "quote voice lines"
    theirs.textContent = fresh.value
    field.after(theirs)
  }

  function adding(form) {
    const field = form.elements.text
    const name = `${store}:add`
    if (!field.value) field.value = read(name) ?? ""
    field.addEventListener("input", () => write(name, field.value))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const text = field.value.trim()
      if (!text) return field.focus()
      const [at, prompt] = form.elements.prompt.value.split(/\.(?=[^.]*$)/)
      const cell = form.elements.about?.value.split(".") ?? []
      const payload = { step: at, prompt, text }
      if (cell.length === 3) payload.about = [Number(cell[0]), cell[1], cell[2]]
      const note = form.querySelector("[data-saved]")
      note.textContent = said.sayKeeping
      settled.set(enqueue("write", payload), (what, answer) => {
        note.textContent = what === "refused" ? (answer.message ?? "") : said.saySaved
        if (what === "refused") return whisper(answer.message ?? "")
        if (field.value.trim() === text) {
          field.value = ""
          write(name, "")
          if (form.elements.about) form.elements.about.value = ""
        }
        ask({ own: true })
      })
    })
  }

  function about(link) {
    link.addEventListener("click", (event) => {
      const form = document.getElementById("add")
      const choice = form?.elements.about
      if (!choice) return
      event.preventDefault()
      choice.value = link.dataset.about
      if (choice.value !== link.dataset.about) {
        // It came to the board after the form was drawn.
        const words = link.closest("td").querySelector(".board-words").textContent.slice(0, 40)
        choice.append(new Option(words, link.dataset.about, false, true))
      }
      const details = form.closest("details")
      if (details) details.open = true
      form.elements.text.focus()
    })
  }

  function tell(form, message) {
    if (!message) return
    let note = form.querySelector("[data-told]")
    if (!note) {
      note = document.createElement("p")
      note.dataset.told = ""
      note.className = "small"
      form.append(note)
    }
    note.textContent = message
    whisper(message)
  }

  // -- keeping ---------------------------------------------------------------------------------------------------

  function flush() {
    for (const field of root.querySelectorAll("textarea[data-dirty]")) field.dispatchEvent(new CustomEvent("room:flush"))
  }

  function keep_drafts() {
    const drafts = {}
    for (const field of root.querySelectorAll("textarea[data-prompt][data-dirty]")) {
      drafts[`${field.dataset.step}.${field.dataset.prompt}`] = field.value
    }
    write(`${store}:drafts`, Object.keys(drafts).length ? JSON.stringify({ ...kept(), ...drafts }) : JSON.stringify(kept()))
  }

  function kept() {
    try {
      return JSON.parse(read(`${store}:drafts`) ?? "{}") ?? {}
    } catch {
      return {}
    }
  }

  function forget(slot) {
    const drafts = kept()
    delete drafts[slot]
    write(`${store}:drafts`, Object.keys(drafts).length ? JSON.stringify(drafts) : "")
  }

  // What was typed here and never arrived is put back where it was and sent.
  function bring_back() {
    for (const [slot, text] of Object.entries(kept())) {
      const [at, prompt] = slot.split(".")
      const field = root.querySelector(`textarea[data-step="${CSS.escape(at)}"][data-prompt="${CSS.escape(prompt)}"]`)
      if (!field || typeof text !== "string" || field.value === text) continue
      field.value = text
      field.dispatchEvent(new Event("input", { bubbles: true }))
    }
  }

  function keep_queue() {
    write(`${store}:queue`, queue.length ? JSON.stringify(queue) : "")
  }
}

const number = (form, name) => Number(form.elements[name].value)

function read(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

// A browser that keeps nothing (private mode, full) must not stop anybody from writing.
function write(key, text) {
  try {
    if (text) localStorage.setItem(key, text)
    else localStorage.removeItem(key)
  } catch {
    return
  }
}
