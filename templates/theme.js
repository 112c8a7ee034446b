// Inlined in the page (its hash is in the Content-Security-Policy), so that the chosen colour
// scheme applies before the first paint.
;(() => {
  const root = document.documentElement
  root.dataset.js = ""
  try {
    const chosen = localStorage.getItem("theme")
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen
  } catch {
    // Without localStorage the device's scheme applies.
  }
})()
