// The photo pages: uploads by drag and drop, with progress; the focal point and its crops. Without
// this script there are a plain upload form and two number fields.
const AT_ONCE = 2
const MEGABYTE = 1024 * 1024
const FLAGS = { refused: "flag stop", uploaded: "flag ok", duplicate: "flag" } // by outcome
const fillIn = (words, values) => words.replaceAll(/\{(\w+)\}/g, (_, name) => values[name])

// Returns where CSS shows a picture, in percent across and down, so that what is seen of it is what
// photos.files.pixels.find_crop_box cuts: the largest box of the shape, as near to centred as it can lie.
function cropPosition([width, height], shape, point) {
  const parts = [Math.min(1, (height * shape) / width), Math.min(1, width / shape / height)]
  return point.map((value, axis) => {
    const room = 1 - parts[axis]
    return room > 0.001 ? Math.min(1, Math.max(0, (value - parts[axis] / 2) / room)) * 100 : 50
  })
}

class Upload {
  // One upload: its line in the list and its request.
  constructor(file, queue) {
    this.file = file
    this.queue = queue
    this.state = "waiting"
    this.line = queue.template.content.firstElementChild.cloneNode(true)
    this.mark = this.line.querySelector(".mark")
    this.name = this.line.querySelector(".name")
    this.bar = this.line.querySelector("progress")
    this.status = this.line.querySelector(".st")
    this.button = this.line.querySelector("button")
    this.name.textContent = file.name
    this.bar.setAttribute("aria-label", file.name)
    this.button.setAttribute("aria-label", fillIn(queue.words.stop, { name: file.name }))
    this.button.addEventListener("click", () => this.stop())
    this.say(queue.words.waiting, "quiet")
    queue.list.append(this.line)
    if (file.size > queue.most) {
      const size = Math.ceil(file.size / MEGABYTE)
      this.end(
        "refused",
        fillIn(queue.words.heavy, { size, most: Math.floor(queue.most / MEGABYTE) }),
      )
    }
  }

  get isOver() {
    return this.state !== "waiting" && this.state !== "sending"
  }

  say(words, kind) {
    this.status.textContent = words
    this.status.className = `st ${kind}`
  }

  send() {
    this.state = "sending"
    const request = new XMLHttpRequest()
    this.request = request
    const body = new FormData()
    body.append("csrfmiddlewaretoken", this.queue.token)
    body.append("file", this.file)
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return
      const percent = Math.floor((100 * event.loaded) / event.total)
      this.bar.value = percent
      const size = (event.total / MEGABYTE).toFixed(1)
      this.say(fillIn(this.queue.words.sending, { percent, size }), "quiet")
    })
    request.upload.addEventListener("load", () => {
      this.bar.value = 100
      this.say(this.queue.words.checking, "quiet")
    })
    request.addEventListener("load", () => this.answered(request))
    request.addEventListener("error", () => this.end("refused", this.queue.words.failed))
    request.addEventListener("abort", () => this.end("refused", this.queue.words.stopped))
    request.open("POST", this.queue.form.action)
    request.setRequestHeader("Accept", "application/json")
    request.send(body)
  }

  answered(request) {
    let picture
    try {
      picture = JSON.parse(request.responseText).pictures[0]
    } catch {
      const lost = request.status === 403 || request.responseURL !== this.queue.form.action
      return this.end("refused", lost ? this.queue.words.denied : this.queue.words.failed)
    }
    if (picture.refused) return this.end("refused", picture.refused)
    const link = document.createElement("a")
    link.href = picture.url
    link.textContent = picture.title
    this.name.replaceChildren(link)
    this.number = picture.id
    this.end(picture.uploaded ? "uploaded" : "duplicate", picture.message)
  }

  end(state, words) {
    this.state = state
    this.line.classList.add(state)
    this.bar.value = state === "refused" ? 0 : 100
    this.say(words, FLAGS[state])
    this.draw(state === "refused" ? "stop" : "check")
    const name = this.file.name
    this.button.setAttribute("aria-label", fillIn(this.queue.words.dismiss, { name }))
    this.queue.update()
  }

  draw(icon) {
    const use = this.mark.querySelector("use")
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`))
  }

  show(source) {
    const image = document.createElement("img")
    image.className = "thumb"
    image.alt = ""
    image.src = source
    this.mark.replaceChildren(image)
  }

  stop() {
    if (this.state === "sending") this.request.abort()
    else if (this.state === "waiting") this.end("refused", this.queue.words.stopped)
    else {
      this.line.remove()
      this.queue.forget(this)
    }
  }
}

class UploadQueue {
  // Uploads two at a time, so that other requests are not held up.
  constructor(form) {
    this.form = form
    this.words = form.dataset
    this.most = Number(form.dataset.most)
    this.token = form.querySelector("[name=csrfmiddlewaretoken]").value
    this.template = document.getElementById("photo-upload")
    this.panel = document.getElementById("photo-uploads")
    this.list = this.panel.querySelector("ul")
    this.uploads = []
  }

  start() {
    const { form } = this
    const input = form.querySelector("input[type=file]")
    form.classList.add("live")
    form.querySelector("button[type=submit]").hidden = true
    input.required = false
    input.addEventListener("change", () => {
      this.add(input.files)
      input.value = ""
    })
    this.listenToDrops()
    window.addEventListener("beforeunload", (event) => {
      if (this.uploads.some((each) => !each.isOver)) event.preventDefault()
    })
  }

  listenToDrops() {
    // Accepts drops anywhere on the page: the browser would leave the page to open the file.
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files")
    document.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      this.form.classList.add("over")
    })
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.form.classList.remove("over")
    })
    document.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      this.form.classList.remove("over")
      this.add(event.dataTransfer.files)
    })
  }

  add(files) {
    for (const file of files) this.uploads.push(new Upload(file, this))
    this.panel.hidden = this.uploads.length === 0
    this.update()
  }

  forget(upload) {
    this.uploads = this.uploads.filter((each) => each !== upload)
    this.panel.hidden = this.uploads.length === 0
    this.update()
  }

  update() {
    const under = this.uploads.filter((each) => each.state === "sending").length
    const next = this.uploads.filter((each) => each.state === "waiting").slice(0, AT_ONCE - under)
    for (const upload of next) upload.send()
    const done = this.uploads.filter((each) => each.isOver)
    const refused = done.filter((each) => each.state === "refused").length
    let tally = fillIn(this.words.tally, { done: done.length, all: this.uploads.length })
    if (refused) tally += `, ${fillIn(this.words.refused, { refused })}`
    this.panel.querySelector("[role=status]").textContent = tally
    this.panel.querySelector("header a").hidden = !done.some((each) => each.state === "uploaded")
    this.lookForThumbs()
  }

  lookForThumbs(seconds = 2) {
    if (this.looking) return
    this.looking = setTimeout(async () => {
      this.looking = null
      const bare = this.uploads.filter((each) => each.number && !each.shown).slice(0, 24)
      if (!bare.length) return
      const query = bare.map((each) => `id=${each.number}`).join("&")
      const answer = await fetch(`${this.words.picker}?${query}`).catch(() => null)
      const photos = answer?.ok ? (await answer.json()).photos : []
      for (const { id, src } of photos.filter((photo) => photo.src)) {
        for (const upload of bare.filter((each) => each.number === id)) {
          upload.shown = true
          upload.show(src)
        }
      }
      if (seconds < 60) this.lookForThumbs(photos.some((photo) => photo.src) ? 2 : seconds * 1.5)
    }, seconds * 1000)
  }
}

class FocalPoint {
  // Keeps the marker on the picture, the two fields and the crop previews in step.
  constructor(box) {
    this.box = box
    this.whole = box.querySelector(".focus__whole")
    this.mark = box.querySelector(".focus__mark")
    this.status = box.querySelector("[role=status]")
    this.fields = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`))
    this.size = [Number(box.dataset.width), Number(box.dataset.height)]
  }

  start() {
    this.box.querySelector(".focus__crops").hidden = false
    for (const crop of this.box.querySelectorAll(".focus__crop")) {
      crop.style.aspectRatio = `${crop.dataset.wide} / ${crop.dataset.high}`
    }
    if (this.fields.every(Boolean)) this.listen()
    this.draw()
  }

  get point() {
    return this.fields.map((field, axis) => {
      const value = Number(field?.value || this.box.dataset["xy"[axis]])
      return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0.5
    })
  }

  listen() {
    this.mark.hidden = false
    this.whole.classList.add("live")
    this.whole.addEventListener("pointerdown", (event) => {
      if (event.button) return
      event.preventDefault()
      this.whole.setPointerCapture(event.pointerId)
      this.mark.focus()
      this.pointAt(event)
    })
    this.whole.addEventListener("pointermove", (event) => {
      if (this.whole.hasPointerCapture(event.pointerId)) this.pointAt(event)
    })
    this.mark.addEventListener("keydown", (event) => {
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
      const way = ways[event.key]
      if (!way) return
      event.preventDefault()
      const step = event.shiftKey ? 0.1 : 0.01
      this.set(this.point.map((value, axis) => value + way[axis] * step))
    })
    for (const field of this.fields) field.addEventListener("input", () => this.draw())
  }

  pointAt(event) {
    const { left, top, width, height } = this.whole.querySelector("img").getBoundingClientRect()
    this.set([(event.clientX - left) / width, (event.clientY - top) / height])
  }

  set(point) {
    for (const [axis, value] of point.entries()) {
      this.fields[axis].value = Math.min(1, Math.max(0, value)).toFixed(2)
    }
    this.draw()
  }

  draw() {
    const [x, y] = this.point
    this.mark.style.left = `${x * 100}%`
    this.mark.style.top = `${y * 100}%`
    const percent = { x: Math.round(x * 100), y: Math.round(y * 100) }
    this.status.textContent = fillIn(this.status.dataset.position, percent)
    for (const crop of this.box.querySelectorAll(".focus__crop")) this.cut(crop, [x, y])
  }

  cut(crop, point) {
    const shape = Number(crop.dataset.wide) / Number(crop.dataset.high)
    const position = cropPosition(this.size, shape, point)
    crop.querySelector("img").style.objectPosition = position.map((each) => `${each}%`).join(" ")
  }
}

const start = () => {
  const form = document.getElementById("photo-drop")
  if (form) new UploadQueue(form).start()
  const focus = document.getElementById("photo-focus")
  if (focus) new FocalPoint(focus).start()
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start)
else start()
