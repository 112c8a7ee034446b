// Prepares pasted HTML for the parser.

// Renames style attributes to data-look: the Content-Security-Policy reports each one, even in a
// document that is only parsed.
export const renameStyles = (html) =>
  html
    .replaceAll(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replaceAll(/<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi, (tag) =>
      tag.replaceAll(/\sstyle\s*=/gi, " data-look="),
    )

// Wraps the bullets of Word's lists: Word sends a list as paragraphs, each with its bullet between
// two conditional comments or, on Windows, declarations.
export function markBullets(html) {
  return html.replaceAll(
    /<!(?:--)?\[if !supportLists\](?:--)?>([\s\S]*?)<!(?:--)?\[endif\](?:--)?>/gi,
    "<span data-marker>$1</span>",
  )
}
