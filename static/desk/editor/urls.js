// Web addresses: what was typed as one, and whose player one leads to.

// Returns what was typed as a URL, with a scheme where it has none; null where it is no address.
export function urlFrom(typed) {
  if (/\s/.test(typed)) return null
  if (/^(https?:\/\/|mailto:)./i.test(typed)) return typed
  if (/^[^@/:]+@[^@/:]+\.\p{L}{2,}$/u.test(typed)) return `mailto:${typed}`
  return /^([\p{L}\d-]+\.)+\p{L}{2,}([/?#:]\S*)?$/u.test(typed) ? `https://${typed}` : null
}

// Finds the provider of embeds whose pattern an address matches whole (articles/embeds.py).
export const providerOf = (providers, address) =>
  providers.find(({ pattern }) => new RegExp(`^(?:${pattern})$`, "u").test(address))
