""" "Today", "yesterday", "last week" in a story that gives no date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from ..findings import NOTE, WARNING, Finding
from ..languages import Language
from ..reading import Reading
from ..reading.dates import has_date

# "Today's youth", "as it is today", "today than ever" mean nowadays; "for the last year" a span.
_NOWADAYS_AFTER = re.compile(
    r"['’]s (?:youth|world|society|standards|kids|teenagers|market)\b"
    r"|,? than\b|, (?:like|many|most)\b",
    re.IGNORECASE,
)
_NOWADAYS_BEFORE = re.compile(
    r"\b(?:is|are|of|until|still(?: \w+)?|(?:for|over|in|during|within) the) $", re.IGNORECASE
)
_REACH = 40


@lru_cache(maxsize=16)
def _pattern(language: Language) -> re.Pattern[str]:
    phrases = "|".join(sorted(map(re.escape, language.relative), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    language = reading.language
    if language is None or not language.relative or reading.copy.date is not None:
        return
    if has_date(reading.copy.dateline, language):
        return
    for paragraph in reading.story:
        if has_date(paragraph.text, language):
            return
        for found in _pattern(language).finditer(paragraph.text):
            place = found.start()
            if paragraph.is_quoted(place) or _is_vague(paragraph.text, found):
                continue
            if paragraph.text[: paragraph.sentence_at(place)[1]].rstrip().endswith("?"):
                continue  # asked in an interview, it means nowadays
            message = _("“%(words)s”: the story gives no date. Say which day is meant.")
            severity = NOTE if _is_span(found[0], language) else WARNING
            yield paragraph.finding(
                "relative_date", severity, found.span(), message % {"words": found[0]}
            )


def _is_span(words: str, language: Language) -> bool:
    """Tell whether words mean a week, a month or a year: the day of printing holds those."""
    return words.lower().rpartition(" ")[2] in language.spans


def _is_vague(text: str, found: re.Match[str]) -> bool:
    """Tell whether the words mean no day: nowadays, or a span of time."""
    before = text[max(0, found.start() - _REACH) : found.start()]
    is_span = bool(_NOWADAYS_BEFORE.search(before)) and found[0].lower() != "yesterday"
    return is_span or bool(_NOWADAYS_AFTER.match(text, found.end()))
