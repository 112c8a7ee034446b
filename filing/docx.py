"""Reads a Word document: paragraphs, headings, lists, quotes, tables, links.

What a story has no room for (comments, footnotes, headers, text boxes, deleted and hidden text,
descriptions of pictures) is kept aside, word for word.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from .filed import Block, Kind, Notes
from .links import Span, is_allowed, spans_to_html, spans_to_text
from .package import open_package
from .wordaside import every_paragraph, keep_other_parts, report_other_files
from .wordruns import Around
from .wordstyles import Styles, kind_and_level
from .wordtext import (
    BOX,
    PARAGRAPH,
    PARAGRAPHS,
    SIGNS,
    TABLE,
    field_address,
    is_repeated,
    nearest,
    own_text,
    text_under,
)

ASIDE = {
    "deleted": gettext_lazy("Deleted in Word’s track changes, left out"),
    "hidden": gettext_lazy("Hidden in Word, left out"),
    "alternative": gettext_lazy("Another version of a part, left out"),
}


def read_docx(data: bytes, name: str, notes: Notes) -> tuple[list[Block], list[str]]:
    """Return the blocks of a Word document, and every paragraph of text in its package.

    The second is for the proof that nothing is lost: it is read from the stored parts.

    Raises: CannotRead, see `open_package`.
    """
    package = open_package(data, name)
    body = _Body(package.document, notes)
    blocks = body.read()
    keep_other_parts(package, body.linked, notes)
    report_other_files(package, notes)
    return blocks, list(every_paragraph(package))


@dataclass
class _ListRun:
    """The points of a list that is being read."""

    kind: Kind
    number: str
    items: list[list[Span]] = field(default_factory=list)


class _Body:
    """Walks the main part in document order."""

    def __init__(self, document: Document, notes: Notes) -> None:
        self.document = document
        self.notes = notes
        self.styles = Styles(document)
        self.blocks: list[Block] = []
        self.list: _ListRun | None = None
        self.fields: list[list[str]] = []
        self.codes: list[str] = []
        self.linked: set[str] = set()

    def read(self) -> list[Block]:
        for element in self.document.element.body.iter(PARAGRAPH, TABLE, BOX):
            if nearest(element, BOX) is not None:
                continue
            if element.tag == BOX:
                self._read_box(element)
            elif nearest(element, TABLE) is None:
                self._read_table(element) if element.tag == TABLE else self._read_one(element)
        self._close_list()
        if self.codes:
            codes = "; ".join(dict.fromkeys(self.codes))
            self.notes.say(
                _("Word fields stand in the story as their last text: %(codes)s.")
                % {"codes": codes}
            )
        return self.blocks

    def _read_one(self, paragraph: etree._Element) -> None:
        spans = self._spans(paragraph)
        if not (text := spans_to_text(spans)):
            return
        names = self.styles.names(paragraph)
        kind, level = kind_and_level(names)
        if kind == "paragraph" and (listed := self.styles.list_of(paragraph, names)):
            self._add_point(*listed, spans)
            return
        self._close_list()
        self.blocks.append(Block(kind, spans_to_html(spans), text, level))

    def _add_point(self, kind: Kind, number: str, depth: int, spans: list[Span]) -> None:
        if depth and not (self.list and self.list.number == number):
            self.notes.say(_("A list that stands inside another was set out flat."))
        if self.list is None or (self.list.kind, self.list.number) != (kind, number):
            self._close_list()
            self.list = _ListRun(kind, number)
        self.list.items.append(spans)

    def _close_list(self) -> None:
        if self.list:
            text = "\n".join(map(spans_to_text, self.list.items))
            items = tuple(map(spans_to_html, self.list.items))
            self.blocks.append(Block(self.list.kind, "", text, items=items))
        self.list = None

    def _read_box(self, box: etree._Element) -> None:
        if not is_repeated(box):
            self.notes.keep_aside(_("Text box, left out of the story"), text_under(box))

    # Tables

    def _read_table(self, table: etree._Element) -> None:
        self._close_list()
        rows = [row for row in table.iter(qn("w:tr")) if nearest(row, TABLE) is table]
        lines, html = [], []
        for row in rows:
            cells = [
                self._cell(cell)
                for cell in row.iter(qn("w:tc"))
                if nearest(cell, qn("w:tr")) is row
            ]
            element = "th" if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else "td"
            inside = "".join(f"<{element}>{spans_to_html(cell)}</{element}>" for cell in cells)
            html.append(f"<tr>{inside}</tr>")
            lines.append("\t".join(map(spans_to_text, cells)))
        text = "\n".join(lines)
        if text.strip():
            self.blocks.append(Block("table", "".join(html), text.strip()))
        if next(iter(table.iterdescendants(TABLE)), None) is not None:
            self.notes.say(_("A table inside a table became text in its cell."))

    def _cell(self, cell: etree._Element) -> list[Span]:
        spans: list[Span] = []
        for paragraph in cell.iter(PARAGRAPH):
            if nearest(paragraph, BOX) is None and (read := self._spans(paragraph)):
                spans.extend([Span("\n"), *read] if spans else read)
        return spans

    # Runs

    def _spans(self, paragraph: etree._Element) -> list[Span]:
        """Read the runs of one paragraph: shown text as spans, other text into the notes."""
        spans: list[Span] = []
        aside: list[tuple[str, str]] = []
        for element in paragraph.iter(*SIGNS):
            if nearest(element, *PARAGRAPHS) is not paragraph or self._is_field(element):
                continue
            text = own_text(element)
            around = Around.of(element, paragraph)
            if around.reason:
                _append(aside, around.reason, text)
                continue
            for mark in around.marks:
                _append(aside, mark, text)
            spans.append(Span(text, around.bold, around.italic, self._address(around)))
            if not around.marks:
                aside.append(("", ""))
        self._report_aside(aside)
        return [span for span in spans if span.text]

    def _report_aside(self, aside: list[tuple[str, str]]) -> None:
        for label, text in aside:
            if label in ASIDE:
                self.notes.keep_aside(str(ASIDE[label]), text)
            elif text.strip() and label == "inserted":
                self.notes.mention(_("Inserted in Word’s track changes, taken as accepted"), text)
            elif text.strip() and label == "struck":
                self.notes.mention(_("Struck through in Word, kept in the story"), text)

    def _is_field(self, element: etree._Element) -> bool:
        """Follow Word's fields: only the text they show is text, their codes are not."""
        if element.tag == qn("w:fldChar"):
            match element.get(qn("w:fldCharType")):
                case "begin":
                    self.fields.append([])
                case "separate" if self.fields:
                    self._note_code("".join(self.fields[-1]))
                case "end" if self.fields:
                    self.fields.pop()
            return True
        if element.tag == qn("w:instrText"):
            if self.fields:
                self.fields[-1].append(element.text or "")
            return True
        return False

    def _note_code(self, code: str) -> None:
        address = field_address(code)
        if address is None:
            self.codes.append(code.strip())
        elif not is_allowed(address):
            self.notes.keep_aside(_("Link address left out, not http, https or mailto"), address)

    def _address(self, around: Around) -> str | None:
        """Return the address a run links to, if a story may link there."""
        address = None
        if around.link is not None:
            address = self._target(around.link)
        elif around.code is not None:
            address = field_address(around.code)
        elif self.fields:
            codes = [field_address("".join(parts)) for parts in self.fields]
            address = next((found for found in codes if found), None)
        return address if address and is_allowed(address) else None

    def _target(self, link: etree._Element) -> str | None:
        relationship = self.document.part.rels.get(link.get(qn("r:id"), ""))
        if relationship is None or not relationship.is_external:
            return None
        self.linked.add(relationship.target_ref)
        anchor = link.get(qn("w:anchor"))
        return f"{relationship.target_ref}#{anchor}" if anchor else relationship.target_ref


def _append(aside: list[tuple[str, str]], label: str, text: str) -> None:
    """Add text to the last note if that has the same label and nothing stood between."""
    if aside and aside[-1][0] == label:
        aside[-1] = (label, aside[-1][1] + text)
    else:
        aside.append((label, text))
