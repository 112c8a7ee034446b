// Asks the browser for a passkey and sends it with the form around the button. A form says what it
// asks for: data-passkey="login" (anybody's), "get" (of somebody known) or "create".
const { webauthnJSON } = window

const readOptions = async (form) => {
  if (form.dataset.passkey !== "login")
    return JSON.parse(form.querySelector("#passkey-options").textContent)
  const response = await fetch(form.action, { headers: { Accept: "application/json" } })
  if (!response.ok) throw new Error("The server sent no options.")
  return (await response.json()).request_options
}

const askBrowser = async (form) => {
  const options = await readOptions(form)
  if (form.dataset.passkey !== "create") return webauthnJSON.get(options)
  const alone = form.elements.passwordless.checked
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  }
  return webauthnJSON.create(options)
}

// A passkey belongs to a name: at http://127.0.0.1 there are none.
const isNamed = !/^[\d.]+$|:/.test(location.hostname)
const isPossible = isNamed && Boolean(webauthnJSON?.supported())

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !isPossible && form.dataset.passkey !== "create"
  const failed = form.querySelector(".passkey-failed")
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    failed.hidden = true
    try {
      form.elements.credential.value = JSON.stringify(await askBrowser(form))
      form.submit()
    } catch {
      failed.hidden = false
    }
  })
}
