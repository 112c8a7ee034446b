// Live preview of the public page, saved or not. The frame runs no script; its content is replaced
// in place, so that it does not flash and keeps its scroll position.
{
  const pane = document.getElementById("preview-pane")
  const form = document.getElementById("article_form")
  const QUIET = 700 // milliseconds without a key before it is drawn

  if (pane && form) {
    const frame = pane.querySelector("iframe")
    const device = pane.querySelector(".device")
    const status = pane.querySelector("[role=status]")
    const dateField = pane.querySelector("input[type=datetime-local]")
    const writes = Boolean(form.querySelector("[name=headline]"))
    let opener = null
    let waiting = null
    let request = null

    const address = () => {
      const query = new URLSearchParams({ framed: "" })
      if (dateField.value) query.set("at", dateField.value)
      return `${pane.dataset.address}?${query}`
    }
    const pressedButton = (kind) => pane.querySelector(`[data-${kind}][aria-pressed=true]`)

    // Makes the frame as wide as the device, scaled to the available space.
    const fitFrame = () => {
      const width = Number(pressedButton("width").dataset.width)
      const scale = Math.min(1, device.clientWidth / width)
      frame.style.width = `${width}px`
      frame.style.height = `${device.clientHeight / scale}px`
      frame.style.transform = `scale(${scale})`
      frame.style.marginInlineStart = `${(device.clientWidth - width * scale) / 2}px`
    }
    const applyTheme = () => {
      frame.contentDocument.documentElement.dataset.theme =
        pressedButton("theme-of").dataset.themeOf
    }

    const render = async () => {
      if (pane.hidden) return
      request?.abort()
      request = new AbortController()
      const how = writes ? { method: "POST", body: new FormData(form) } : {}
      try {
        const answer = await fetch(address(), { ...how, signal: request.signal })
        if (!answer.ok || answer.redirected) throw new Error(answer.status)
        const updated = new DOMParser().parseFromString(await answer.text(), "text/html")
        const savedFields = updated.querySelector("meta[name=as-saved]")?.content
        const place = frame.contentWindow.scrollY
        frame.contentDocument.body.replaceWith(updated.body)
        frame.contentWindow.scrollTo(0, place)
        const upToDate = writes ? pane.dataset.drawn : ""
        status.textContent = savedFields
          ? pane.dataset.kept.replace("{fields}", savedFields)
          : upToDate
        pane.dataset.state = "drawn"
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = pane.dataset.failed
      }
    }
    const renderSoon = () => {
      if (pane.hidden) return
      pane.dataset.state = "waiting"
      clearTimeout(waiting)
      waiting = setTimeout(render, QUIET)
    }

    const open = (from) => {
      opener = from
      pane.hidden = false
      document.body.classList.add("previewing")
      fitFrame()
      // The first time the page is loaded with its style sheets; later only its content is
      // replaced.
      if (frame.src) render()
      else frame.src = address()
      pressedButton("width").focus()
    }
    const close = () => {
      pane.hidden = true
      document.body.classList.remove("previewing")
      opener?.focus()
    }

    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-previews]")
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      if (pane.hidden) open(link)
      else close()
    })
    pane.addEventListener("click", (event) => {
      const button = event.target.closest("button")
      if (!button) return
      if ("closes" in button.dataset) return close()
      for (const other of button.parentElement.children) {
        other.setAttribute("aria-pressed", String(other === button))
      }
      if ("width" in button.dataset) fitFrame()
      else applyTheme()
    })
    pane.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close()
    })
    frame.addEventListener("load", () => {
      if (!frame.src) return
      applyTheme()
      render()
    })
    // A new story can be previewed once autosave has created it.
    form.addEventListener("story:saved", ({ detail }) => {
      pane.dataset.address = pane.dataset.address.replace("/0/", `/${detail.story}/`)
      for (const link of document.querySelectorAll("a[data-previews], .preview-pane a")) {
        link.href = link.href.replace("/0/", `/${detail.story}/`)
        link.hidden = false
      }
    })
    dateField.addEventListener("change", render)
    form.addEventListener("input", renderSoon)
    form.addEventListener("change", renderSoon)
    window.django?.jQuery?.(form).on("change", "select", renderSoon)
    document.addEventListener("formset:removed", renderSoon)
    new ResizeObserver(() => {
      if (!pane.hidden) fitFrame()
    }).observe(device)
  }
}
