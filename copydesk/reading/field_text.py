"""Fields and their paragraphs: the plain text that places count in, and the way back to HTML."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..findings import Edit

# Possessive and without "<" outside quotes, so that a broken tag costs no second look.
_PIECE = re.compile(
    r"""(?P<tag><[/a-zA-Z!](?:[^"'<>]|"[^"]*"|'[^']*')*+>)|(?P<entity>&\#?\w{1,32};)"""
    r"""|(?P<text>[^<&]+|[<&])"""
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z0-9]+)")
_ATTRIBUTED = re.compile(r'data-attribution="quotation"')
_KINDS = {
    "p": "prose",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "li": "list",
    "figcaption": "caption",
    "caption": "caption",
    "td": "table",
    "th": "table",
    "div": "prose",
    "pre": "code",
}
_BREAKS = frozenset((*_KINDS, "ul", "ol", "blockquote", "figure", "aside", "table", "tr", "hr"))
# A caption in plain text gives itself away by its credit or by who stands where.
_CAPTION = re.compile(
    r"\b(?:[Ii]mages?|[Pp]hotos?|[Vv]ideos?|[Pp]icture|Credit): |\((?:left|right|centre|pictured)\)"
)
_LONGEST_CAPTION = 300
# Stands for every character of code: it is no word, no mark, and has the same length.
CODE_SIGN = "\ufffc"


@dataclass(slots=True)
class Paragraph:
    """A paragraph: `start` is its place in the field's plain text."""

    index: int
    start: int
    text: str
    kind: str = "prose"

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class FieldText:
    """A field's plain text in paragraphs; `origins` lead from it back to the HTML it came from.

    `attributed` are the quotations marked with their source, as spans of the plain text.
    An origin is (start in the plain text, length there, start in the HTML, length there); where
    the lengths are equal it is text as it stands, otherwise one character written as an entity.
    """

    name: str
    text: str
    paragraphs: list[Paragraph]
    source: str | None = None
    attributed: list[tuple[int, int]] = field(default_factory=list)
    origins: list[tuple[int, int, int, int]] = field(default_factory=list)

    def with_edits(self, edits: Iterable[Edit]) -> str:
        """Return the field, as HTML if it came as HTML, with `edits` made; they may not overlap.

        Markup inside an edit's span stays; the new words go to its first character.
        """
        if self.source is None:
            return _apply_edits(self.text, edits)
        changes: list[Edit] = []
        for edit in edits:
            changes.extend(self._in_source(edit))
        return _apply_edits(self.source, changes)

    def _in_source(self, edit: Edit) -> Iterable[Edit]:
        written = html.escape(edit.text, quote=False)
        starts = [origin[0] for origin in self.origins]
        at = max(0, bisect_right(starts, edit.start) - 1)
        if edit.start == edit.end:
            here, length, there, width = self.origins[at]
            place = there + (edit.start - here if length == width else width)
            yield Edit(place, place, written)
            return
        while at < len(self.origins) and self.origins[at][0] < edit.end:
            here, length, there, width = self.origins[at]
            first, last = max(edit.start, here), min(edit.end, here + length)
            at += 1
            if first >= last:
                continue
            if length == width:
                yield Edit(there + first - here, there + last - here, written)
            else:
                yield Edit(there, there + width, written)
            written = ""


def _apply_edits(text: str, edits: Iterable[Edit]) -> str:
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def read_text_field(name: str, text: str) -> FieldText:
    """Read a plain field: every line that is not blank is a paragraph."""
    paragraphs: list[Paragraph] = []
    for line in re.finditer(r"[^\n]+", text):
        if stripped := line[0].strip():
            start = line.start() + line[0].index(stripped[0])
            is_caption = len(stripped) <= _LONGEST_CAPTION and _CAPTION.search(stripped)
            kind = "caption" if is_caption else "prose"
            paragraphs.append(Paragraph(len(paragraphs), start, stripped, kind))
    return FieldText(name, text, paragraphs)


def read_html_field(name: str, source: str) -> FieldText:
    """Read cleaned HTML: blocks become paragraphs, parted by one line break in the plain text."""
    return _HtmlWalk(name, source).read()


class _HtmlWalk:
    """One walk over HTML. `length` is that of the plain text so far, `start` its paragraph's."""

    def __init__(self, name: str, source: str) -> None:
        self.result = FieldText(name, "", [], source)
        self.source = source
        self.parts: list[str] = []
        self.pending: list[str] = []
        self.length = self.start = self.code = 0
        self.kind = "prose"
        self.attributed_from: int | None = None

    def read(self) -> FieldText:
        for piece in _PIECE.finditer(self.source):
            if piece["tag"]:
                self._tag(piece["tag"])
            else:
                self._words(piece)
        self._close_paragraph()
        self.result.text = "".join(self.parts)[:-1]
        return self.result

    def _tag(self, written: str) -> None:
        named = _TAG_NAME.match(written)
        tag, ends = (named[2].lower(), bool(named[1])) if named else ("", False)
        if tag == "span":
            if ends and self.attributed_from is not None:
                self.result.attributed.append((self.attributed_from, self.length))
            self.attributed_from = self.length if _ATTRIBUTED.search(written) else None
        elif tag in ("code", "pre"):
            self.code = max(0, self.code + (-1 if ends else 1))
        if tag in _BREAKS:
            self._close_paragraph()
            self.kind = "prose" if ends else _KINDS.get(tag, "prose")
        elif tag == "br":
            self.pending.append(" ")
            self.length += 1

    def _words(self, piece: re.Match[str]) -> None:
        raw = piece[0]
        text = html.unescape(raw) if piece["entity"] else raw.replace("\n", " ")
        if self.code:
            text = CODE_SIGN * len(text)
        self.result.origins.append((self.length, len(text), piece.start(), len(raw)))
        self.pending.append(text)
        self.length += len(text)

    def _close_paragraph(self) -> None:
        """End a paragraph with a line break; one without words leaves no trace."""
        text = "".join(self.pending)
        self.pending.clear()
        paragraphs, origins = self.result.paragraphs, self.result.origins
        if text.strip():
            paragraphs.append(Paragraph(len(paragraphs), self.start, text, self.kind))
            self.parts += [text, "\n"]
            self.length += 1
        else:
            self.length = self.start
            while origins and origins[-1][0] >= self.start:
                origins.pop()
        self.start = self.length
