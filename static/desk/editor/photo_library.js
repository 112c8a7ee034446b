// Client for the photo library: search, upload, and edit a photo's details.
import { gettext } from "django-prose-editor/editor"
import { ask, make } from "desk/helpers"

const requested = new Map() // id -> promise of a photo
const localUrls = new Map() // id -> address of the file as it lies in this browser

async function fetchPhotos(url, query) {
  const failed = gettext("The photo library could not be reached. Try again.")
  return (await ask(url, query, { failed })).photos
}

export function photoById(url, id) {
  if (!requested.has(id))
    requested.set(
      id,
      fetchPhotos(url, { id }).then((photos) => photos[0]),
    )
  return requested.get(id)
}

let uploading = 0
window.addEventListener("beforeunload", (event) => uploading && event.preventDefault())

// Uploads a picture to the library. Throws an Error whose message can be shown.
export async function uploadPhoto(url, file) {
  uploading += 1
  try {
    return await sendFile(url, file)
  } finally {
    uploading -= 1
  }
}

async function sendFile(url, file) {
  const body = new FormData()
  body.append("csrfmiddlewaretoken", tokenOf(document.getElementById("article_form")))
  body.append("file", file)
  const sent = fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  })
  const response = await sent.catch(() => null)
  if (response?.status === 403)
    throw new Error(
      gettext(
        "You do not have permission to upload photos, or you have been logged out. Ask the photo desk.",
      ),
    )
  const {
    pictures: [picture],
  } = (await response?.json().catch(() => null)) ?? { pictures: [] }
  if (!picture)
    throw new Error(gettext("“%s” could not be uploaded. Try again.").replace("%s", file.name))
  if (picture.refused) throw new Error(picture.refused)
  localUrls.set(String(picture.id), URL.createObjectURL(file))
  return picture
}

// Opens the picker. Resolves to {photo}, to {files} to upload, or to null when it is cancelled.
export function pickPhoto(url, { multiple = true } = {}) {
  return new Promise((resolve) => {
    const words = make("input", {
      type: "search",
      ariaLabel: gettext("Search the photo library"),
      placeholder: gettext("Search the photo library"),
    })
    const grid = make("div", { className: "photo-picker__grid" })
    const status = make("p", { className: "help" })
    status.setAttribute("role", "status")
    const files = make("input", {
      type: "file",
      accept: "image/*",
      multiple,
      className: "visually-hidden",
      id: "photo-picker-files",
    })
    const upload = make("label", {
      className: "button",
      htmlFor: files.id,
      textContent: gettext("Upload a photo"),
    })
    const cancel = make("button", {
      type: "button",
      className: "button",
      textContent: gettext("Cancel"),
    })
    // On touch screens focus the title: focus in the field would open the keyboard over the
    // pictures.
    const title = make("h2", { textContent: gettext("Choose a photo") })
    if (matchMedia("(pointer: coarse)").matches)
      Object.assign(title, { tabIndex: -1, autofocus: true })
    const dialog = make(
      "dialog",
      { className: "photo-picker", ariaLabel: gettext("Choose a photo") },
      [
        title,
        words,
        status,
        grid,
        make("div", { className: "photo-picker__acts" }, [files, upload, cancel]),
      ],
    )
    let chosen = null
    let latest = 0
    let waiting
    const end = (choice) => {
      chosen = choice
      dialog.close()
    }
    const choice = (photo) => {
      const button = make("button", { type: "button", className: "photo-picker__item" }, [
        photo.src
          ? make("img", {
              src: photo.src,
              alt: photo.alt || "",
              loading: "lazy",
              attributes: focusAttributes(photo),
            })
          : make("span", { className: "photo-picker__none", textContent: gettext("processing") }),
        make("span", { textContent: photo.title }),
      ])
      button.addEventListener("click", () => end({ photo }))
      return button
    }
    const load = async () => {
      const turn = ++latest
      try {
        const photos = await fetchPhotos(url, { q: words.value })
        if (turn !== latest) return
        grid.replaceChildren(...photos.map(choice))
        status.textContent = photos.length ? "" : gettext("No photos found.")
      } catch (error) {
        status.textContent = error.message
      }
    }
    files.addEventListener("change", () => end({ files: [...files.files] }))
    cancel.addEventListener("click", () => dialog.close())
    words.addEventListener("input", () => {
      clearTimeout(waiting)
      waiting = setTimeout(load, 200)
    })
    words.addEventListener("keydown", async (event) => {
      if (event.key !== "Enter" || event.isComposing) return
      event.preventDefault()
      clearTimeout(waiting)
      await load()
      grid.firstElementChild?.click()
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    document.body.append(dialog)
    dialog.showModal()
    load()
  })
}

export const rememberPhoto = (photo) => requested.set(String(photo.id), Promise.resolve(photo))
export const forgetPhoto = (id) => requested.delete(id)
export const localUrlOf = (id) => localUrls.get(String(id)) ?? ""

// --- details -------------------------------------------------------------------------------------

// Returns the attributes by which desk.css crops a thumbnail around the focal point.
export const focusAttributes = ({ focus: [across, down] }) => ({ "data-x": across, "data-y": down })

// Asks for the details a photo lacks before it may be published. Once they are saved, dispatches
// photo:described on the document, with the photo as its detail.
export function openDetailsDialog(photo) {
  const template = document.getElementById("photo-details")
  if (!template || !photo.url || !photo.missing) return
  const dialog = template.content.firstElementChild.cloneNode(true)
  const form = dialog.querySelector("form")
  const { caption, alt, credit, licence } = form.elements
  const status = dialog.querySelector("[data-status]")
  const ownWork = form.elements.mine
  dialog.querySelector("img").src = localUrlOf(photo.id) || photo.src
  caption.value = photo.caption
  alt.value = photo.alt
  credit.value = photo.credit
  licence.value = photo.licence
  ownWork.addEventListener("change", () => {
    if (!ownWork.checked) return
    credit.value ||= ownWork.dataset.credit
    licence.value = ownWork.dataset.licence
  })
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const body = new FormData(form)
    body.append("csrfmiddlewaretoken", tokenOf(form))
    const sent = fetch(template.dataset.url.replace("/0/", `/${photo.id}/`), {
      method: "POST",
      body,
      credentials: "same-origin",
    })
    const answer = await sent.catch(() => null)
    const found = await answer?.json().catch(() => null)
    for (const place of form.querySelectorAll("[data-error]")) {
      const field = form.elements[place.dataset.error]
      place.textContent = found?.errors?.[field.name] ?? ""
      field.setAttribute("aria-invalid", String(Boolean(place.textContent)))
    }
    form.querySelector("[aria-invalid=true]")?.focus()
    status.textContent = found
      ? ""
      : gettext("This could not be saved. Try again; what you typed is still here.")
    if (!found?.photo) return
    rememberPhoto(found.photo)
    document.dispatchEvent(new CustomEvent("photo:described", { detail: found.photo }))
    dialog.close()
  })
  form.querySelector("[data-later]").addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
