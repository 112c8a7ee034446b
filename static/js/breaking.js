// The breaking banner. Fronts hold it; other pages fetch it. Either way it goes at its end.
{
  const LONGEST = 2 ** 31 - 1 // milliseconds a timer can wait

  const dropAtEnd = (banner) => {
    const left = Date.parse(banner.dataset.until) - Date.now()
    if (left < LONGEST) setTimeout(() => banner.remove(), Math.max(left, 0))
  }

  const place = document.querySelector("[data-breaking]")
  if (place) {
    fetch(place.dataset.breaking, { credentials: "omit" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => {
        const banner = new DOMParser().parseFromString(html, "text/html").querySelector(".breaking")
        if (!banner) return
        place.append(banner)
        dropAtEnd(banner)
      })
      .catch(() => {}) // offline: the page is whole without it
  }
  for (const banner of document.querySelectorAll(".breaking")) dropAtEnd(banner)
}
