// Stands in the page, under a hash in the policy: a reader who chose colours never sees the others
// flash, and nobody waits for one file more.
;(() => {
  const root = document.documentElement
  root.dataset.js = ""
  try {
    const chosen = localStorage.getItem("theme")
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen
  } catch {
    // Storage is refused: the device's own colours it is.
  }
})()
