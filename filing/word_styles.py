"""What the styles and numberings of a Word document make of its paragraphs."""

from collections.abc import Iterator

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from .filed_copy import Kind

ORDERED_STYLES = ("list number",)
BULLET_STYLES = ("list bullet",)
QUOTE_STYLES = frozenset({"quote", "intense quote", "quotations", "block text", "block quotation"})


class Styles:
    """What the styles and numberings of a document say about its paragraphs."""

    def __init__(self, document: Document) -> None:
        self.by_id = {
            style.style_id: style.element for style in document.styles if style.style_id is not None
        }
        self.shown = {style.style_id: style.name or "" for style in document.styles}
        self.numbering: etree._Element | None = None
        try:
            part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
            self.numbering = etree.fromstring(part.blob)
        except (KeyError, etree.LxmlError):
            pass  # a document without lists has none, and a broken one is read without

    def iterate_styles(self, paragraph: etree._Element) -> Iterator[str]:
        """Yield the ids of a paragraph's style and of those it is based on."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        seen: set[str] = set()
        while found is not None and (style_id := found.get(qn("w:val"), "")) not in seen:
            seen.add(style_id)
            if style_id not in self.by_id:
                return
            yield style_id
            found = self.by_id[style_id].find(qn("w:basedOn"))

    def list_names(self, paragraph: etree._Element) -> list[str]:
        """Return the lower-case names of a paragraph's style and of those it is based on."""
        return [self.shown[style_id].lower() for style_id in self.iterate_styles(paragraph)]

    def find_list(
        self, paragraph: etree._Element, names: list[str]
    ) -> tuple[Kind, str, int] | None:
        """Return kind, number and depth of the list a paragraph is a point of."""
        holders = [
            paragraph,
            *(self.by_id[style_id] for style_id in self.iterate_styles(paragraph)),
        ]
        for holder in holders:
            found = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                number, depth = _read_value(found, "w:numId"), _read_value(found, "w:ilvl") or "0"
                kind = self._find_list_kind(number, depth)
                return (kind, number, int(depth)) if kind and depth.isdecimal() else None
        if any(name.startswith(BULLET_STYLES) for name in names):
            return "list", "", 0
        return ("ordered_list", "", 0) if any(n.startswith(ORDERED_STYLES) for n in names) else None

    def _find_list_kind(self, number: str, depth: str) -> Kind | None:
        """Return the kind of a numbering; "0" and "none" take the numbering off."""
        if number in ("", "0"):
            return None
        if self.numbering is None:
            return "list"
        abstract = ""
        for each in self.numbering.iterchildren(qn("w:num")):
            if each.get(qn("w:numId")) == number:
                abstract = _read_value(each, "w:abstractNumId")
        for each in self.numbering.iterchildren(qn("w:abstractNum")):
            if each.get(qn("w:abstractNumId")) != abstract:
                continue
            for level in each.iterchildren(qn("w:lvl")):
                if level.get(qn("w:ilvl")) == depth:
                    shown = _read_value(level, "w:numFmt")
                    return {"bullet": "list", "none": None}.get(shown, "ordered_list")
        return "list"


def _read_value(element: etree._Element, child: str) -> str:
    found = element.find(qn(child))
    return "" if found is None else found.get(qn("w:val"), "")


def read_kind_and_level(names: list[str]) -> tuple[Kind, int]:
    """Return what styles of these names make of a paragraph: the Title is a heading of level 1."""
    if names[:1] == ["subtitle"]:
        return "paragraph", 2
    for name in names:
        if name == "title":
            return "heading", 1
        if name.startswith("heading "):
            return "heading", 2 if name == "heading 1" else 3
        if name in QUOTE_STYLES:
            return "quote", 2
    return "paragraph", 2
