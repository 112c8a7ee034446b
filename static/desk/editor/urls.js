// URLs: reads a typed one, and finds its embed provider.

// Returns what was typed as a URL, with a scheme where it has none; null where it is no address.
export function urlFrom(typed) {
  if (/\s/.test(typed)) return null
  if (/^(https?:\/\/|mailto:)./i.test(typed)) return typed
  if (/^[^@/:]+@[^@/:]+\.\p{L}{2,}$/u.test(typed)) return `mailto:${typed}`
  return /^([\p{L}\d-]+\.)+\p{L}{2,}([/?#:]\S*)?$/u.test(typed) ? `https://${typed}` : null
}

// Finds the provider whose pattern matches the whole URL (articles/body/embeds.py).
export const providerOf = (providers, address) =>
  providers.find(({ pattern }) => new RegExp(`^(?:${pattern})$`, "u").test(address))
