"""Marks in a body's HTML that attribute words to a source. Pure functions, no models.

A mark is `<span data-source="12" data-attribution="quotation">words</span>`: the source's id, and
whether the words are its quotation, a paraphrase or a figure. It lies within one paragraph and
never in another mark. The source's id is for the desk; readers get what `render` puts there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import unescape

QUOTATION, PARAPHRASE, FIGURE = "quotation", "paraphrase", "figure"
KINDS = (QUOTATION, PARAPHRASE, FIGURE)

# Tags of a cleaned body, read from left to right so that none is seen inside an attribute.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [\w-]+="[^"]*")*)>')
_MARK = re.compile(r'(?=.* data-source="(\d+)")(?=.* data-attribution="(\w+)")')
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class SourceMark:
    """Words of a body and the source they rest on.

    Attributes:
        source: the id of the source.
        kind: one of KINDS.
        html: the words as they stand in the body.
    """

    source: int
    kind: str
    html: str

    @property
    def is_quotation(self) -> bool:
        return self.kind == QUOTATION

    @property
    def is_figure(self) -> bool:
        return self.kind == FIGURE

    @property
    def words(self) -> str:
        """The words alone, each space single."""
        return _SPACE.sub(" ", unescape(_TAG.sub("", self.html))).strip()


def strip_invalid(html: str) -> str:
    """Return a cleaned body without spans that mark nothing: no source, no words, in another."""
    return _rewritten(
        html, lambda mark: ("", "") if mark is None else (write_mark(mark), "</span>")
    )


def drop(html: str, sources: Collection[int]) -> str:
    """Return a cleaned body without the marks that lead to these sources; the words stay."""

    def keep(mark: SourceMark | None) -> tuple[str, str]:
        if mark is None or mark.source in sources:
            return "", ""
        return write_mark(mark), "</span>"

    return _rewritten(html, keep)


def source_marks_in(html: str) -> list[SourceMark]:
    """Return the source marks of a cleaned body, in order."""
    found: list[SourceMark] = []

    def note(mark: SourceMark | None) -> tuple[str, str]:
        found.extend([mark] if mark else [])
        return "", ""

    _rewritten(html, note)
    return found


def render(html: str, around: Callable[[SourceMark], tuple[str, str]]) -> str:
    """Replace each mark by what `around` says stands before and after its words."""
    return _rewritten(html, lambda mark: around(mark) if mark else ("", ""))


def write_mark(mark: SourceMark) -> str:
    return f'<span data-source="{mark.source}" data-attribution="{mark.kind}">'


def _rewritten(html: str, around: Callable[[SourceMark | None], tuple[str, str]]) -> str:
    """Rewrite every span; `around` is given None for one that marks nothing."""
    if "<span" not in html:
        return html
    ends = _ends(html)
    pieces: list[str] = []
    closing: dict[int, str] = {}
    inside, last = -1, 0
    for tag in _TAG.finditer(html):
        if tag[2] != "span":
            continue
        pieces.append(html[last : tag.start()])
        last = tag.end()
        if tag[1]:
            pieces.append(closing.pop(tag.start(), ""))
            continue
        end = ends.get(tag.start(), tag.end())
        mark = None if tag.start() < inside else _read_mark(tag[3], html[tag.end() : end])
        before, closing[end] = around(mark)
        pieces.append(before)
        inside = end if mark else inside
    return "".join([*pieces, html[last:]])


def _ends(html: str) -> dict[int, int]:
    """Pair the start of each span with the start of its closing tag."""
    open_spans: list[int] = []
    ends = {}
    for tag in _TAG.finditer(html):
        if tag[2] == "span" and not tag[1]:
            open_spans.append(tag.start())
        elif tag[2] == "span" and open_spans:
            ends[open_spans.pop()] = tag.start()
    return ends


def _read_mark(attributes: str, html: str) -> SourceMark | None:
    found = _MARK.match(attributes)
    if not found or found[2] not in KINDS:
        return None
    mark = SourceMark(int(found[1]), found[2], html)
    return mark if mark.words else None
