"""Quotation marks: without a partner, of two kinds, nested wrongly, or of another language.

Unbalanced and mixed marks are errors. Straight marks are no fault: they are set without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import ERROR, NOTE, WARNING, Edit, Finding
from ..languages import Language
from ..languages.language import Pair
from ..marks import STRAIGHT, Loose, Quotation
from ..paragraph import ReadParagraph
from ..reading import Reading

# Beyond this a paragraph is no prose; more findings would only bury the first.
MOST_IN_A_PARAGRAPH = 20
STRAIGHT_PAIR = ('"', '"')


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None:
        return
    outer = _outer_pair(reading, reading.language)
    for paragraph in reading.paragraphs:
        found = sorted(_in(paragraph, reading.language, outer), key=lambda each: each.start)
        yield from found[:MOST_IN_A_PARAGRAPH]


def _outer_pair(reading: Reading, language: Language) -> Pair:
    """Return the pair this story uses for its quotations, the language's first if in doubt."""
    used = Counter(
        quotation.pair
        for paragraph in reading.paragraphs
        for quotation in paragraph.marking.quotations
        if quotation.parent is None and not quotation.is_mixed
    )
    usable = [pair for pair in language.pairs if pair in language.inner] + [STRAIGHT_PAIR]
    return max(usable, key=lambda pair: used[pair])


def _in(paragraph: ReadParagraph, language: Language, outer: Pair) -> Iterator[Finding]:
    is_clear = not paragraph.marking.loose
    for loose in paragraph.marking.loose[:MOST_IN_A_PARAGRAPH]:
        yield _unbalanced(paragraph, loose)
    for quotation in paragraph.marking.quotations:
        if quotation.is_mixed:
            yield _mixed(paragraph, quotation, _wanted(quotation, language, outer), is_clear)
        elif quotation.closed:
            yield from _of_pair(paragraph, quotation, language, outer, is_clear)


def _wanted(quotation: Quotation, language: Language, outer: Pair) -> Pair:
    """Return the marks a quotation should have where it stands."""
    if outer == STRAIGHT_PAIR:
        return ("'", "'") if quotation.level % 2 else STRAIGHT_PAIR
    parent = quotation.parent
    if parent is None:
        return outer
    above = parent.pair if parent.pair in language.inner else outer
    return language.inner[above]


def _unbalanced(paragraph: ReadParagraph, loose: Loose) -> Finding:
    if not loose.is_sure:
        message = _("%(mark)s may open a quotation that nothing closes.")
    elif loose.kind == "opened":
        message = _("%(mark)s opens a quotation that nothing closes.")
    else:
        message = _("%(mark)s closes a quotation that nothing opens.")
    return paragraph.finding(
        "quotation_unbalanced",
        ERROR if loose.is_sure else NOTE,
        (loose.at, loose.at + 1),
        message % {"mark": loose.char},
    )


def _mixed(paragraph: ReadParagraph, quotation: Quotation, wanted: Pair, is_clear: bool) -> Finding:
    message = _("This quotation opens with %(opened)s and closes with %(closed)s.")
    words = {"opened": quotation.opened, "closed": quotation.closed}
    mend, edits = _with_marks(paragraph, quotation, wanted)
    return paragraph.finding(
        "quotation_mixed",
        ERROR,
        (quotation.start, quotation.end),
        message % words,
        mend,
        certain=is_clear,
        edits=edits,
    )


def _of_pair(
    paragraph: ReadParagraph,
    quotation: Quotation,
    language: Language,
    outer: Pair,
    is_clear: bool,
) -> Iterator[Finding]:
    if quotation.opened in STRAIGHT or quotation.closed in STRAIGHT:
        return
    parent, span = quotation.parent, (quotation.start, quotation.end)
    words = {"opened": quotation.opened, "closed": quotation.closed}
    if quotation.pair not in language.pairs:
        message = _("%(opened)s and %(closed)s are not the quotation marks of this language.")
        check_name = "quotation_language"
    elif parent is not None and parent.closed and parent.pair == quotation.pair:
        if "«" in quotation.pair and language.code != "de":
            return
        message = _("A quotation within a quotation needs other marks than %(opened)s %(closed)s.")
        check_name = "quotation_nested"
    else:
        return
    mend, edits = _with_marks(paragraph, quotation, _wanted(quotation, language, outer))
    message = message % words
    yield paragraph.finding(check_name, WARNING, span, message, mend, is_clear, edits)


def _with_marks(
    paragraph: ReadParagraph, quotation: Quotation, wanted: Pair
) -> tuple[str, list[Edit]]:
    """Return a quotation in other marks, whole and as edits. Not one word of it changes."""
    start, end = quotation.start, quotation.end
    inside = paragraph.text[start + 1 : end - 1]
    edits = [Edit(start, start + 1, wanted[0]), Edit(end - 1, end, wanted[1])]
    return wanted[0] + inside + wanted[1], edits
