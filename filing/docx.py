"""Reads a Word document: paragraphs, headings, lists, quotes, tables, links.

What has no place in a story (comments, footnotes, headers, text boxes, deleted and hidden text,
alt text of pictures) is kept in the report, word for word.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from .filed_copy import Block, Kind, Notes
from .links import Span, is_allowed, spans_to_html, spans_to_text
from .package import open_package
from .word_other_parts import iterate_paragraphs, keep_other_parts, report_other_files
from .word_runs import RunContext
from .word_styles import Styles, read_kind_and_level
from .word_text import (
    BOX,
    PARAGRAPH,
    PARAGRAPHS,
    SIGNS,
    TABLE,
    collect_text,
    find_ancestor,
    is_repeated,
    read_field_address,
    read_own_text,
)

LEFT_OUT = {
    "deleted": gettext_lazy("Deleted with track changes, left out"),
    "hidden": gettext_lazy("Hidden text, left out"),
    "alternative": gettext_lazy("Alternative version, left out"),
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
    return blocks, list(iterate_paragraphs(package))


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
            if find_ancestor(element, BOX) is not None:
                continue
            if element.tag == BOX:
                self._read_box(element)
            elif find_ancestor(element, TABLE) is None:
                self._read_table(element) if element.tag == TABLE else self._read_one(element)
        self._close_list()
        if self.codes:
            codes = "; ".join(dict.fromkeys(self.codes))
            self.notes.say(
                _("Word fields were replaced by their text: %(codes)s.") % {"codes": codes}
            )
        return self.blocks

    def _read_one(self, paragraph: etree._Element) -> None:
        spans = self._read_spans(paragraph)
        if not (text := spans_to_text(spans)):
            return
        names = self.styles.list_names(paragraph)
        kind, level = read_kind_and_level(names)
        if kind == "paragraph" and (listed := self.styles.find_list(paragraph, names)):
            self._add_point(*listed, spans)
            return
        self._close_list()
        self.blocks.append(Block(kind, spans_to_html(spans), text, level))

    def _add_point(self, kind: Kind, number: str, depth: int, spans: list[Span]) -> None:
        if depth and not (self.list and self.list.number == number):
            self.notes.say(_("A nested list was flattened."))
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
            self.notes.keep_leftover(_("Text box, left out of the story"), collect_text(box))

    # Tables

    def _read_table(self, table: etree._Element) -> None:
        self._close_list()
        rows = [row for row in table.iter(qn("w:tr")) if find_ancestor(row, TABLE) is table]
        lines, html = [], []
        for row in rows:
            cells = [
                self._read_cell(cell)
                for cell in row.iter(qn("w:tc"))
                if find_ancestor(cell, qn("w:tr")) is row
            ]
            element = "th" if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else "td"
            inside = "".join(f"<{element}>{spans_to_html(cell)}</{element}>" for cell in cells)
            html.append(f"<tr>{inside}</tr>")
            lines.append("\t".join(map(spans_to_text, cells)))
        text = "\n".join(lines)
        if text.strip():
            self.blocks.append(Block("table", "".join(html), text.strip()))
        if next(iter(table.iterdescendants(TABLE)), None) is not None:
            self.notes.say(_("A nested table became text in its cell."))

    def _read_cell(self, cell: etree._Element) -> list[Span]:
        spans: list[Span] = []
        for paragraph in cell.iter(PARAGRAPH):
            if find_ancestor(paragraph, BOX) is None and (read := self._read_spans(paragraph)):
                spans.extend([Span("\n"), *read] if spans else read)
        return spans

    # Runs

    def _read_spans(self, paragraph: etree._Element) -> list[Span]:
        """Read the runs of one paragraph: shown text as spans, other text into the notes."""
        spans: list[Span] = []
        aside: list[tuple[str, str]] = []
        for element in paragraph.iter(*SIGNS):
            if find_ancestor(element, *PARAGRAPHS) is not paragraph or self._is_field(element):
                continue
            text = read_own_text(element)
            context = RunContext.of(element, paragraph)
            if context.reason:
                _append(aside, context.reason, text)
                continue
            for mark in context.marks:
                _append(aside, mark, text)
            spans.append(Span(text, context.bold, context.italic, self._find_address(context)))
            if not context.marks:
                aside.append(("", ""))
        self._report_aside(aside)
        return [span for span in spans if span.text]

    def _report_aside(self, aside: list[tuple[str, str]]) -> None:
        for label, text in aside:
            if label in LEFT_OUT:
                self.notes.keep_leftover(str(LEFT_OUT[label]), text)
            elif text.strip() and label == "inserted":
                self.notes.mention(_("Inserted with track changes, accepted"), text)
            elif text.strip() and label == "struck":
                self.notes.mention(_("Struck through, kept in the story"), text)

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
        address = read_field_address(code)
        if address is None:
            self.codes.append(code.strip())
        elif not is_allowed(address):
            self.notes.keep_leftover(_("Link left out, not http, https or mailto"), address)

    def _find_address(self, context: RunContext) -> str | None:
        """Return the address a run links to, if a story may link there."""
        address = None
        if context.link is not None:
            address = self._find_target(context.link)
        elif context.code is not None:
            address = read_field_address(context.code)
        elif self.fields:
            codes = [read_field_address("".join(parts)) for parts in self.fields]
            address = next((found for found in codes if found), None)
        return address if address and is_allowed(address) else None

    def _find_target(self, link: etree._Element) -> str | None:
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
