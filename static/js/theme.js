// Runs before the page is drawn, so that a reader who chose colours never sees the others flash.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage is refused: the device's own colours it is.
  }
})();
