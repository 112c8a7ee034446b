"""Quotation marks: without a partner, of two kinds, nested wrongly, or of another language.

Unbalanced and mixed marks are errors. Straight marks are not: they are typeset on saving.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import ERROR, NOTE, WARNING, Edit, Finding
from ..languages import Language
from ..languages.language import Pair
from ..reading import Reading
from ..reading.paragraph import ReadParagraph
from ..reading.quotation_marks import STRAIGHT, Quotation, UnpairedMark

# Beyond this a paragraph is no prose; more findings would only bury the first.
MOST_IN_A_PARAGRAPH = 20
STRAIGHT_PAIR = ('"', '"')


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None:
        return
    outer = _find_outer_pair(reading, reading.language)
    for paragraph in reading.paragraphs:
        found = sorted(
            _check_paragraph(paragraph, reading.language, outer), key=lambda each: each.start
        )
        yield from found[:MOST_IN_A_PARAGRAPH]


def _find_outer_pair(reading: Reading, language: Language) -> Pair:
    """Return the pair this story uses for its quotations, the language's first if in doubt."""
    used = Counter(
        quotation.pair
        for paragraph in reading.paragraphs
        for quotation in paragraph.marking.quotations
        if quotation.parent is None and not quotation.is_mixed
    )
    usable = [pair for pair in language.pairs if pair in language.inner] + [STRAIGHT_PAIR]
    return max(usable, key=lambda pair: used[pair])


def _check_paragraph(
    paragraph: ReadParagraph, language: Language, outer: Pair
) -> Iterator[Finding]:
    is_clear = not paragraph.marking.unpaired
    for unpaired in paragraph.marking.unpaired[:MOST_IN_A_PARAGRAPH]:
        yield _report_unpaired(paragraph, unpaired)
    for quotation in paragraph.marking.quotations:
        if quotation.is_mixed:
            yield _report_mixed(
                paragraph, quotation, _choose_pair(quotation, language, outer), is_clear
            )
        elif quotation.closed:
            yield from _check_pair(paragraph, quotation, language, outer, is_clear)


def _choose_pair(quotation: Quotation, language: Language, outer: Pair) -> Pair:
    """Return the marks a quotation should have where it stands."""
    if outer == STRAIGHT_PAIR:
        return ("'", "'") if quotation.level % 2 else STRAIGHT_PAIR
    parent = quotation.parent
    if parent is None:
        return outer
    above = parent.pair if parent.pair in language.inner else outer
    return language.inner[above]


def _report_unpaired(paragraph: ReadParagraph, unpaired: UnpairedMark) -> Finding:
    if not unpaired.is_sure:
        message = _("%(mark)s may open a quotation that is never closed.")
    elif unpaired.kind == "opened":
        message = _("%(mark)s opens a quotation that is never closed.")
    else:
        message = _("%(mark)s closes a quotation that was never opened.")
    return paragraph.finding(
        "quotation_unbalanced",
        ERROR if unpaired.is_sure else NOTE,
        (unpaired.at, unpaired.at + 1),
        message % {"mark": unpaired.char},
    )


def _report_mixed(
    paragraph: ReadParagraph, quotation: Quotation, wanted: Pair, is_clear: bool
) -> Finding:
    message = _("This quotation opens with %(opened)s and closes with %(closed)s.")
    words = {"opened": quotation.opened, "closed": quotation.closed}
    fix, edits = _replace_marks(paragraph, quotation, wanted)
    return paragraph.finding(
        "quotation_mixed",
        ERROR,
        (quotation.start, quotation.end),
        message % words,
        fix,
        is_safe=is_clear,
        edits=edits,
    )


def _check_pair(
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
        message = _("%(opened)s and %(closed)s are not used as quotation marks in this language.")
        check_name = "quotation_language"
    elif parent is not None and parent.closed and parent.pair == quotation.pair:
        if "«" in quotation.pair and language.code != "de":
            return
        message = _("A quotation inside a quotation needs marks other than %(opened)s %(closed)s.")
        check_name = "quotation_nested"
    else:
        return
    fix, edits = _replace_marks(paragraph, quotation, _choose_pair(quotation, language, outer))
    message = message % words
    yield paragraph.finding(check_name, WARNING, span, message, fix, is_clear, edits)


def _replace_marks(
    paragraph: ReadParagraph, quotation: Quotation, wanted: Pair
) -> tuple[str, list[Edit]]:
    """Return a quotation in other marks, whole and as edits. Not one word of it changes."""
    start, end = quotation.start, quotation.end
    inside = paragraph.text[start + 1 : end - 1]
    edits = [Edit(start, start + 1, wanted[0]), Edit(end - 1, end, wanted[1])]
    return wanted[0] + inside + wanted[1], edits
