"""The text in Word's XML: which elements hold it, and what surrounds them."""

import re

from docx.oxml.ns import qn
from lxml import etree

COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

PARAGRAPH = qn("w:p")
TABLE = qn("w:tbl")
RUN = qn("w:r")
HYPERLINK = qn("w:hyperlink")
BOX = qn("w:txbxContent")
ALTERNATIVE = f"{COMPATIBILITY}Fallback"
CHOICE = f"{COMPATIBILITY}Choice"
PARAGRAPHS = (PARAGRAPH, f"{DRAWING}p")
DELETED = (qn("w:delText"),)
TEXTS = (qn("w:t"), *DELETED, f"{DRAWING}t", f"{MATH}t", f"{CHART}v")
FIXED = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    f"{DRAWING}br": "\n",
    qn("w:noBreakHyphen"): "\u2011",
    qn("w:softHyphen"): "\u00ad",
}
SIGNS = (*TEXTS, *FIXED, qn("w:sym"), qn("w:fldChar"), qn("w:instrText"))
LINK_CODE = re.compile(r'\s*HYPERLINK\s+"([^"]+)"(?:.*?\\l\s+"([^"]+)")?', re.IGNORECASE)
OFF = ("0", "false", "off", "none")


def find_ancestor(element: etree._Element, *tags: str) -> etree._Element | None:
    """Return the nearest element around `element` with one of `tags`."""
    return next(element.iterancestors(*tags), None)


def read_own_text(element: etree._Element) -> str:
    """Return the text one element stands for.

    A tab between tab stops is part of the layout (`w:tabs`), not of the text. A symbol of a
    symbol font has no letter: its code is shown instead.
    """
    if element.tag in TEXTS:
        return element.text or ""
    if element.tag == qn("w:sym"):
        return f"[{element.get(qn('w:font'), '')} {element.get(qn('w:char'), '')}]"
    parent = element.getparent()
    is_layout = parent is not None and parent.tag == qn("w:tabs")
    return "" if is_layout else FIXED.get(element.tag, "")


def collect_text(root: etree._Element) -> str:
    """Return all text under `root`, a line for each paragraph, deleted text included."""
    lines: list[str] = []
    before: etree._Element | None = None
    for element in root.iter(*TEXTS, *FIXED, qn("w:sym")):
        paragraph = find_ancestor(element, *PARAGRAPHS)
        if lines and paragraph is before and paragraph is not None:
            lines[-1] += read_own_text(element)
        else:
            lines.append(read_own_text(element))
        before = paragraph
    return "\n".join(lines).strip()


def is_repeated(element: etree._Element) -> bool:
    """Tell whether `element` is in the older version that Word stores beside a newer one.

    Only if the newer version says the same; otherwise it is text of its own.
    """
    older = next((p for p in element.iterancestors() if p.tag == ALTERNATIVE), None)
    both = older.getparent() if older is not None else None
    if older is None or both is None:
        return False
    newer = both.find(CHOICE)
    return newer is not None and collect_text(newer).split() == collect_text(older).split()


def is_on(look: etree._Element, name: str, default: bool = False) -> bool:
    """Tell whether a run property such as bold is set."""
    found = look.find(qn(name))
    return default if found is None else found.get(qn("w:val"), "true") not in OFF


def read_field_address(code: str) -> str | None:
    """Return the address of a HYPERLINK field."""
    found = LINK_CODE.match(code)
    if not found:
        return None
    return f"{found[1]}#{found[2]}" if found[2] else found[1]
