// Progressive enhancements: every page works without them.
"use strict"

const root = document.documentElement

// Remembers the chosen colour scheme; "" follows the device.
const theme = document.getElementById("theme")
if (theme) {
  theme.value = root.dataset.theme ?? ""
  theme.addEventListener("change", () => {
    if (theme.value) root.dataset.theme = theme.value
    else delete root.dataset.theme
    try {
      if (theme.value) localStorage.setItem("theme", theme.value)
      else localStorage.removeItem("theme")
    } catch {
      // Without localStorage the choice lasts as long as the page.
    }
  })
}

// Scrolls the section menu to the current section on phones.
const current = document.querySelector(".nav [aria-current]")
if (current) {
  const row = current.closest("ul")
  const [item, frame] = [current.getBoundingClientRect(), row.getBoundingClientRect()]
  row.scrollLeft += item.left + item.width / 2 - (frame.left + frame.width / 2)
}

// The clipboard needs a secure context; without one the button stays hidden.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.textContent = button.dataset.done
    button.nextElementSibling.textContent = button.dataset.done
  })
}

// Loads an embed only when the reader asks for it.
for (const card of document.querySelectorAll("[data-player]")) {
  const { player, name } = card.dataset
  const button = card.querySelector("button")
  for (const hidden of card.querySelectorAll("[hidden]")) hidden.hidden = false
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe")
    frame.src = player
    frame.title = name
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture"
    frame.referrerPolicy = "strict-origin-when-cross-origin"
    card.replaceWith(frame)
    frame.focus()
  })
}
// Datawrapper charts report their height.
addEventListener("message", ({ data, origin }) => {
  const heights = origin === "https://datawrapper.dwcdn.net" && data?.["datawrapper-height"]
  for (const [chart, height] of Object.entries(heights || {})) {
    const frame = document.querySelector(`iframe[src*="/${CSS.escape(chart)}/"]`)
    if (frame && height > 0) frame.style.height = `${height}px`
  }
})

// The reading progress bar of long stories.
const progress = document.querySelector(".progress")
if (progress) {
  const text = document.querySelector(".body")
  const draw = () => {
    const { top, height } = text.getBoundingClientRect()
    const come = (innerHeight - top) / height
    progress.style.transform = `scaleX(${Math.min(Math.max(come, 0), 1)})`
  }
  addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true })
  draw()
}

// The breaking news banner: part of fronts, fetched by articles, removed when it expires.
{
  const LONGEST = 2 ** 31 - 1 // milliseconds a timer can wait

  const dropAtEnd = (banner) => {
    const left = Date.parse(banner.dataset.until) - Date.now()
    if (left < LONGEST) setTimeout(() => banner.remove(), Math.max(left, 0))
  }

  for (const banner of document.querySelectorAll(".breaking")) dropAtEnd(banner)
  const place = document.querySelector("[data-breaking]")
  if (place) {
    fetch(place.dataset.breaking, { credentials: "omit" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => {
        const read = new DOMParser().parseFromString(html, "text/html")
        const banner = read.querySelector(".breaking")
        if (!banner) return
        place.append(banner)
        dropAtEnd(banner)
      })
      .catch(() => {}) // offline: the page works without it
  }
}
