// Shows who else has the story open. A heartbeat reports this window and returns the others; where
// a newer version was saved, dispatches story:outrun on the form.
{
  const OFTEN = 15_000 // milliseconds
  const SELDOM = 60_000 // while the window is not seen
  const form = document.getElementById("article_form")
  const place = document.getElementById("presence")
  let story = place?.dataset.story
  let timer

  const heartbeatBody = (more = {}) => {
    const body = new FormData()
    const version = form.elements.version?.value ?? ""
    const values = {
      form_id: place.dataset.formId,
      version,
      csrfmiddlewaretoken: tokenOf(form),
      ...more,
    }
    for (const [name, value] of Object.entries(values)) body.append(name, value)
    return body
  }
  const url = () => place.dataset.url.replace("/0/", `/${story}/`)

  const personLine = ({ name, initials, since }) => {
    const line = document.createElement("span")
    const mark = document.createElement("span")
    mark.className = "who b"
    mark.textContent = initials
    mark.setAttribute("aria-hidden", "true")
    line.append(mark, ` ${place.dataset.words.replace("{name}", name).replace("{since}", since)}`)
    return line
  }

  const show = (others) => {
    const lines = others.map(personLine)
    const words = (nodes) => [...nodes].map((node) => node.textContent).join()
    if (words(place.childNodes) !== words(lines)) place.replaceChildren(...lines)
    place.hidden = !others.length
  }

  const sendHeartbeat = async () => {
    clearTimeout(timer)
    if (!story) return
    timer = setTimeout(sendHeartbeat, document.hidden ? SELDOM : OFTEN)
    try {
      const answer = await fetch(url(), {
        method: "POST",
        body: heartbeatBody(),
        credentials: "same-origin",
        redirect: "manual",
      })
      if (!answer.ok) return
      const result = await answer.json()
      show(result.others)
      if (result.news)
        form.dispatchEvent(new CustomEvent("story:outrun", { bubbles: true, detail: result }))
    } catch {
      // Presence is not worth an error message.
    }
  }

  if (form && place) {
    form.addEventListener("story:saved", (event) => {
      if (story) return
      story = String(event.detail.story)
      sendHeartbeat()
    })
    document.addEventListener("visibilitychange", () => document.hidden || sendHeartbeat())
    window.addEventListener("pagehide", () => {
      clearTimeout(timer)
      if (story) navigator.sendBeacon(url(), heartbeatBody({ leaving: "1" }))
    })
    window.addEventListener("pageshow", sendHeartbeat)
  }
}
