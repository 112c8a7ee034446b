// What is done to the HTML of a paste before it is parsed.

// Our policy refuses styles even in a document that nobody sees, and complains of each: they are read
// under another name.
export const renameStyles = (html) =>
  html
    .replaceAll(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replaceAll(/<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi, (tag) =>
      tag.replaceAll(/\sstyle\s*=/gi, " data-look="),
    )

// Lists from Word arrive as paragraphs of class MsoListParagraph, the bullet between two conditions,
// which are comments or, from Word on Windows, declarations that look like them.
export function markBullets(html) {
  return html.replaceAll(
    /<!(?:--)?\[if !supportLists\](?:--)?>([\s\S]*?)<!(?:--)?\[endif\](?:--)?>/gi,
    "<span data-marker>$1</span>",
  )
}
