"""Recognises a dateline: a line that is only a date, or a place with a date.

Dates are read in English, Dutch, German and French, and in figures.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR

LONGEST_DATELINE = 80
# Small words inside names of people and places.
PARTICLES = frozenset(
    (
        *("a", "al", "an", "and", "bin", "da", "das", "de", "del", "den", "der", "des", "di", "do"),
        *("dos", "du", "e", "el", "en", "et", "ibn", "im", "in", "la", "las", "le", "les", "los"),
        *("of", "on", "sur", "te", "ten", "ter", "the", "und", "van", "von", "y", "zu"),
    )
)
LANGUAGES = ("en", "nl", "de", "fr")
# What else papers write, beside Django's names and abbreviations.
OTHER_MONTHS, OTHER_WEEKDAYS = ("févr",), ("sonnabend",)
YEAR = r"(?:19|20)\d\d"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
HOUR = r"\d{1,2}[:.]\d\d(?:\s?(?:am|pm|a\.m\.|p\.m\.|uur|uhr|h))?(?:\s[a-z]{2,4})?"
SEPARATORS = " \t\u00a0,–—-|/·•:("
PLACE_WORD = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-][^\W\d_]*)*")


@cache
def _build_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a date at the end of a line, and at its beginning."""
    months = _join_names((MONTHS, MONTHS_3, MONTHS_AP), OTHER_MONTHS)
    weekdays = _join_names((WEEKDAYS, WEEKDAYS_ABBR), OTHER_WEEKDAYS)
    date = (
        rf"(?:(?:{weekdays})\.?,?\s+)?"
        r"(?:"
        rf"{DAY}(?:st|nd|rd|th|er|e|\.)?\s+(?:of\s+)?(?:{months})\.?(?:,?\s+{YEAR})?"
        rf"|(?:{months})\.?\s+{DAY}(?:st|nd|rd|th)?(?:,?\s+{YEAR})?"
        rf"|{YEAR}-\d\d-\d\d"
        rf"|{DAY}[./-]{DAY}[./-]{YEAR}"
        r")"
        rf"(?:,?\s+(?:at\s+)?{HOUR})?"
    )
    last = re.compile(rf"(?:^|(?<=[\s(,–—-]))(?:{date})$", re.IGNORECASE)
    return last, re.compile(rf"^(?:{date})(?=$|[\s),–—|/-])", re.IGNORECASE)


def _join_names(tables: Iterable[dict[int, str]], others: Iterable[str]) -> str:
    """Return every name of Django's tables in each language, also without its accents."""
    names = set(others)
    for language in LANGUAGES:
        with translation.override(language):
            names |= {str(name).lower().rstrip(".") for table in tables for name in table.values()}
    names |= {re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", name)) for name in names}
    return "|".join(sorted(names, key=len, reverse=True))


def is_dateline(text: str) -> bool:
    """Tell whether `text` is only a date, or a place with a date."""
    if len(text) > LONGEST_DATELINE:
        return False
    line = text.strip(" \t\u00a0[]()–—-.").strip()
    date_last, date_first = _build_patterns()
    if found := date_last.search(line):
        before = line[: found.start()]
        return not before.strip() or _is_place(before.rstrip(SEPARATORS), before)
    if found := date_first.search(line):
        after = line[found.end() :].lstrip()
        return after[:1] in SEPARATORS and _is_place(after.strip(SEPARATORS + ")"), after)
    return False


def _is_place(text: str, with_separator: str) -> bool:
    """Tell whether `text` can be a place: capitalised names, at most four parts.

    More than one word needs a comma, dash or bracket between it and the date.
    """
    words = text.replace(",", " ").replace("/", " ").split()
    if not words:
        return False
    is_apart = len(words) == 1 or with_separator.strip() != text.strip()
    is_named = all(
        PLACE_WORD.fullmatch(word) and (word[0].isupper() or word in PARTICLES) for word in words
    )
    parts = text.split(",")
    is_brief = len(parts) <= 4 and all(1 <= len(part.split()) <= 5 for part in parts)
    return is_apart and is_named and is_brief and words[0][0].isupper()
