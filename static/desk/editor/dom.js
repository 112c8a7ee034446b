// What the parts of the rich text editor share to draw with.

// Makes an element: its properties by name, those that are attributes only under `attributes`.
export function make(tag, properties = {}, children = []) {
  const element = document.createElement(tag)
  const { attributes = {}, ...rest } = properties
  Object.assign(element, rest)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}
