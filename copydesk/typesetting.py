"""Straight quotation marks set typographically, and nothing else: no word ever changes.

A paragraph whose marks do not pair is left as it is: what it means is the desk's to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from .copy import Copy
from .findings import Edit
from .languages import Language, get_language
from .languages.language import Pair
from .reading import Reading, read
from .reading.paragraph import ReadParagraph
from .reading.quotation_marks import Quotation

APOSTROPHE = "’"


def typeset(text: str, language: str) -> str:
    """Set the straight quotation marks and apostrophes of plain text, a line a paragraph.

    Feet, inches and marks already set stay. Without rules for `language` the text stays whole.
    """
    return typeset_copy(Copy(body_text=text, language=language)).body_text


def typeset_copy(copy: Copy) -> Copy:
    """Set the straight marks of headline, standfirst and body."""
    language = get_language(copy.language)
    if language is None:
        return copy
    reading = read(copy)
    texts = {}
    for name in ("headline", "standfirst", "body"):
        edits = list(_list_edits(reading, name, language))
        if edits:
            texts[name] = reading.fields[name].with_edits(edits)
    return copy.with_texts(texts)


def _list_edits(reading: Reading, name: str, language: Language) -> Iterator[Edit]:
    for paragraph in reading.of(name):
        marking = paragraph.marking
        if marking.unpaired or any(each.is_mixed for each in marking.quotations):
            continue
        base = paragraph.at.start
        for at in marking.apostrophes:
            yield Edit(base + at, base + at + 1, APOSTROPHE)
        for quotation in marking.quotations:
            for at, mark in _list_straight_marks(paragraph, quotation, language):
                yield Edit(base + at, base + at + 1, mark)


def _list_straight_marks(
    paragraph: ReadParagraph, quotation: Quotation, language: Language
) -> Iterator[tuple[int, str]]:
    opened, closed = _choose_pair(quotation, language)
    padding = language.padding if opened == language.pairs[0][0] else ""
    text, start, end = paragraph.text, quotation.start, quotation.end
    if text[start] in "\"'":
        yield start, opened + ("" if text[start + 1 : start + 2].isspace() else padding)
    if quotation.closed and text[end - 1] in "\"'":
        yield end - 1, ("" if text[end - 2].isspace() else padding) + closed


def _choose_pair(quotation: Quotation, language: Language) -> Pair:
    """Return the marks for a quotation where it stands; a curly partner decides for both."""
    for opened, closed in language.pairs:
        if quotation.opened == opened or quotation.closed == closed:
            return opened, closed
    if quotation.parent is not None:
        above = _choose_pair(quotation.parent, language)
        return language.inner.get(above, language.pairs[1])
    if quotation.opened == "'" and ("‘", "’") in language.inner:
        return "‘", "’"
    return language.pairs[0]
