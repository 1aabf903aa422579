/* Warns two minutes before a session ends, and keeps what was typed: docs/accessibility.md, 2.2.1.
   Sends nothing but the session's own token, to this service alone; stores nothing. */
const WARNING = 120
const box = document.getElementById("gt-session")
const { who, until } = box.dataset
const own = { who, until, token: box.querySelector("[name=csrf_token]").value, final: "final" in box.dataset, ends: endOf(box.dataset.left) }
const tabs = new BroadcastChannel("golden-thread-session")
const part = name => box.querySelector(`[data-choice="${name}"]`)
let timers = []

function endOf(left) { return Date.now() + left * 1000 }

function show(said) {
  for (const one of box.querySelectorAll("[data-said]")) one.hidden = one.dataset.said !== said
  for (const one of box.querySelectorAll("[data-until-words]")) one.textContent = own.until
  part("stay").hidden = said !== "soon"
  part("close").hidden = said !== "at-most"
  part("again").hidden = said === "soon"
  part("again").href = "/sign-in?" + new URLSearchParams({ "back-to": location.pathname })
  box.querySelector("h2").textContent = said === "over" ? "You were signed out" : "You are about to be signed out"
  document.body.classList.toggle("gt-session-over", said === "over")
  if (!box.open) box.showModal()
  ;(said === "soon" ? part("stay") : said === "at-most" ? part("close") : part("again")).focus()
}

function wait() {
  timers.forEach(clearTimeout)
  const left = own.ends - Date.now()
  timers = [
    left > 0 && setTimeout(() => show(own.final ? "at-most" : "soon"), Math.max(0, left - WARNING * 1000)),
    setTimeout(() => show("over"), Math.max(0, left)),
  ]
}

function goOn(told) {
  for (const field of document.getElementsByName("csrf_token")) if (field.value === own.token) field.value = told.token
  Object.assign(own, told)
  for (const words of document.querySelectorAll("[data-ends-at]")) words.textContent = own.until
  document.body.classList.remove("gt-session-over")
  if (box.open) box.close()
  wait()
}

async function stay(event) {
  event.preventDefault()
  const body = new URLSearchParams({ csrf_token: own.token })
  const headers = { Accept: "application/json" }
  const reply = await fetch("/stay-signed-in", { method: "POST", body, headers, redirect: "manual" }).catch(() => null)
  if (!reply || !reply.ok) return show("over")
  const { left, ...told } = await reply.json()
  goOn({ ...own, ...told, ends: endOf(left) })
  tabs.postMessage(own)
}

box.addEventListener("submit", stay)
box.addEventListener("cancel", event => { if (document.body.classList.contains("gt-session-over")) event.preventDefault() })
part("close").addEventListener("click", () => box.close())
tabs.addEventListener("message", ({ data }) => { if (data.who === own.who) goOn(data) })
document.addEventListener("visibilitychange", wait) // a machine that slept held the timers up
tabs.postMessage(own)
wait()
