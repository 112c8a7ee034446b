// Who else is on a story. The window says that it is there, and hears who is and whether what it
// shows is still the newest: then the event story:outrun goes out on the form, with the news.
{
  const OFTEN = 15_000 // milliseconds
  const SELDOM = 60_000 // while the window is not seen
  const form = document.getElementById("article_form")
  const place = document.getElementById("presence")
  let story = place?.dataset.story
  let timer

  const sent = (more = {}) => {
    const body = new FormData()
    const version = form.elements.version?.value ?? ""
    const values = {
      page: place.dataset.page,
      version,
      csrfmiddlewaretoken: tokenOf(form),
      ...more,
    }
    for (const [name, value] of Object.entries(values)) body.append(name, value)
    return body
  }
  const url = () => place.dataset.url.replace("/0/", `/${story}/`)

  const person = ({ name, initials, since }) => {
    const line = document.createElement("span")
    const mark = document.createElement("span")
    mark.className = "who b"
    mark.textContent = initials
    mark.setAttribute("aria-hidden", "true")
    line.append(mark, ` ${place.dataset.words.replace("{name}", name).replace("{since}", since)}`)
    return line
  }

  const show = (others) => {
    const lines = others.map(person)
    const words = (nodes) => [...nodes].map((node) => node.textContent).join()
    if (words(place.childNodes) !== words(lines)) place.replaceChildren(...lines)
    place.hidden = !others.length
  }

  const beat = async () => {
    clearTimeout(timer)
    if (!story) return
    timer = setTimeout(beat, document.hidden ? SELDOM : OFTEN)
    try {
      const answer = await fetch(url(), {
        method: "POST",
        body: sent(),
        credentials: "same-origin",
        redirect: "manual",
      })
      if (!answer.ok) return
      const said = await answer.json()
      show(said.others)
      if (said.news)
        form.dispatchEvent(new CustomEvent("story:outrun", { bubbles: true, detail: said }))
    } catch {
      // Who is there is not worth a word while the server is away.
    }
  }

  if (form && place) {
    form.addEventListener("story:saved", (event) => {
      if (story) return
      story = String(event.detail.story)
      beat()
    })
    document.addEventListener("visibilitychange", () => document.hidden || beat())
    window.addEventListener("pagehide", () => {
      clearTimeout(timer)
      if (story) navigator.sendBeacon(url(), sent({ leaving: "1" }))
    })
    window.addEventListener("pageshow", beat)
  }
}
