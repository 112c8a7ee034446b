// Picks or uploads the lead photo. The field itself is the admin's autocomplete.
import { gettext } from "django-prose-editor/editor"
import {
  focusAttributes,
  localUrlOf,
  openDetailsDialog,
  photoById,
  pickPhoto,
  uploadPhoto,
} from "desk/photo_library"

const button = document.getElementById("lead-choose")
const field = document.getElementById("id_lead_photo")
const shown = document.getElementById("lead-shown")
const status = document.getElementById("lead-said")

let lead = null // the photo that is shown

function show(photo) {
  lead = photo
  const picture = shown.querySelector("img")
  picture.src = localUrlOf(photo.id) || photo.src
  picture.alt = photo.alt
  for (const [name, value] of Object.entries(focusAttributes(photo)))
    picture.setAttribute(name, value)
  const line = shown.querySelector(".flag")
  line.className = photo.missing ? "flag stop" : "flag ok"
  line.textContent = photo.missing || photo.credit
  shown.hidden = false
  document.getElementById("lead-details").hidden = !photo.missing || !photo.url
}

function take(photo) {
  const option =
    [...field.options].find(({ value }) => value === String(photo.id)) ??
    new Option(photo.title, photo.id)
  field.append(option)
  field.value = option.value
  window.django.jQuery(field).trigger("change")
}

const photo = (id) => photoById(button.dataset.picker, String(id))

async function upload(file) {
  status.textContent = gettext("Uploading “%s” …").replace("%s", file.name)
  try {
    const { id } = await uploadPhoto(button.dataset.upload, file)
    const uploaded = await photo(id)
    take(uploaded)
    status.textContent = ""
    openDetailsDialog(uploaded)
  } catch (error) {
    status.textContent = error.message
  }
}

if (button && field) {
  document.getElementById("lead-details").addEventListener("click", () => openDetailsDialog(lead))
  button.addEventListener("click", async () => {
    const choice = await pickPhoto(button.dataset.picker, { multiple: false })
    if (choice?.files) await upload(choice.files[0])
    else if (choice) take(choice.photo)
  })
  document.addEventListener(
    "photo:described",
    ({ detail }) => String(detail.id) === field.value && show(detail),
  )
  window.django.jQuery(field).on("change", async () => {
    shown.hidden ||= !field.value
    if (!field.value) return
    try {
      show(await photo(field.value))
    } catch (error) {
      status.textContent = error.message
    }
  })
}
