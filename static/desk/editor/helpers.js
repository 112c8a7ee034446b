// Helpers for the modules of the rich text editor.

// Creates an element from properties; `attributes` are set with setAttribute.
export function make(tag, properties = {}, children = []) {
  const element = document.createElement(tag)
  const { attributes = {}, ...rest } = properties
  Object.assign(element, rest)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// Fetches JSON. Throws an Error with the message `refused` on 403 and `failed` on any other
// failure.
export async function ask(url, query, { failed, refused = failed }) {
  const asked = fetch(`${url}?${new URLSearchParams(query)}`, { credentials: "same-origin" })
  const response = await asked.catch(() => ({ ok: false }))
  if (response.status === 403) throw new Error(refused)
  if (!response.ok || response.redirected) throw new Error(failed)
  return response.json()
}
