// Shows a chosen date and time on the story's buttons; and the user's local time beside it, where
// that differs from the newsroom's.

// Returns the UTC offset of a time zone at an instant, in milliseconds.
const zoneOffset = (instant, zone) => {
  const shown = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant)
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    shown.map(({ type, value }) => [type, Number(value)]),
  )
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000
}
// Converts a local date and time of a zone into an instant.
const instantOf = (typed, zone) => {
  const wall = Date.parse(`${typed}Z`)
  const near = wall - zoneOffset(wall, zone)
  return wall - zoneOffset(near, zone)
}

{
  const WEEK = 6 * 24 * 3600 * 1000
  const language = document.documentElement.lang || undefined
  const format = (date, options) =>
    new Intl.DateTimeFormat(language, { hourCycle: "h23", ...options }).format(date)

  const formatInstant = (instant, zone) => {
    const isSoon = Math.abs(instant - Date.now()) < WEEK
    const day = isSoon ? { weekday: "short" } : { weekday: "short", day: "numeric", month: "short" }
    return `${format(instant, { timeZone: zone, ...day })} ${format(instant, { timeZone: zone, hour: "2-digit", minute: "2-digit" })}`
  }

  const actionButtons = (action) => [
    ...document.querySelectorAll(`#article_form button[name=_action][value="${action}"]`),
  ]
  const relabel = (button, words) => {
    button.dataset.words ??= button.textContent
    button.textContent = words ?? button.dataset.words
  }
  // Where the main button publishes, a date and time turns it into scheduling.
  const publishButtons = actionButtons("publish").filter((button) =>
    button.classList.contains("default"),
  )

  const updateButtons = (field) => {
    const help = field.closest(".form-row").querySelector("[data-zone]")
    const hint = help.querySelector("span")
    const zone = help.dataset.zone
    const instant = field.value ? instantOf(field.value, zone) : NaN
    const label = Number.isNaN(instant)
      ? null
      : field.dataset.says.replace("{moment}", formatInstant(instant, zone))
    for (const button of actionButtons(field.dataset.action)) relabel(button, label)
    if (field.dataset.action === "schedule") {
      for (const button of publishButtons) {
        relabel(button, label)
        button.value = label ? "schedule" : "publish"
      }
    }
    hint.textContent = ""
    if (Number.isNaN(instant)) return
    if (instant <= Date.now()) hint.textContent = help.dataset.past
    else if (new Date(instant).getTimezoneOffset() * -60_000 !== zoneOffset(instant, zone)) {
      hint.textContent = help.dataset.local.replace("{moment}", formatInstant(instant))
    }
  }

  for (const field of document.querySelectorAll("#article_form input[data-action]")) {
    field.addEventListener("input", () => updateButtons(field))
    updateButtons(field)
  }
}
