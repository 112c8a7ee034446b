// What the parts of the rich text editor share.

// Makes an element: its properties by name, those that are attributes only under `attributes`.
export function make(tag, properties = {}, children = []) {
  const element = document.createElement(tag)
  const { attributes = {}, ...rest } = properties
  Object.assign(element, rest)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// Asks the desk for JSON. Throws an Error whose message is a sentence: `refused` where this person may
// not ask, `failed` where nothing came.
export async function ask(url, query, { failed, refused = failed }) {
  const asked = fetch(`${url}?${new URLSearchParams(query)}`, { credentials: "same-origin" })
  const response = await asked.catch(() => ({ ok: false }))
  if (response.status === 403) throw new Error(refused)
  if (!response.ok || response.redirected) throw new Error(failed)
  return response.json()
}
