"""Recognises a dateline: a line that is only a date, or a place with a date.

Dates are read in English, Dutch, German and French, and in figures.
"""

import re

LONGEST_DATELINE = 80
# Small words inside names of people and places.
PARTICLES = frozenset(
    (
        *("a", "al", "an", "and", "bin", "da", "das", "de", "del", "den", "der", "des", "di", "do"),
        *("dos", "du", "e", "el", "en", "et", "ibn", "im", "in", "la", "las", "le", "les", "los"),
        *("of", "on", "sur", "te", "ten", "ter", "the", "und", "van", "von", "y", "zu"),
    )
)
MONTHS = (
    "jan(?:uary|uari|uar|vier)?|feb(?:ruary|ruari|ruar)?|f[ée]vr(?:ier)?|march|mars|m[äa]rz|maart|"
    "mrt|mar|apr(?:il)?|avr(?:il)?|may|mai|mei|june|juni|juin|jun|july|juli|juillet|juil|jul|"
    "aug(?:ust|ustus)?|ao[uû]t|sept?(?:ember|embre)?|oct(?:ober|obre)?|okt(?:ober)?|"
    "nov(?:ember|embre)?|dec(?:ember)?|d[ée]c(?:embre)?|dez(?:ember)?"
)
WEEKDAYS = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|"
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
YEAR = r"(?:19|20)\d\d"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DATE = (
    rf"(?:(?:{WEEKDAYS})\.?,?\s+)?"
    r"(?:"
    rf"{DAY}(?:st|nd|rd|th|er|e|\.)?\s+(?:of\s+)?(?:{MONTHS})\.?(?:,?\s+{YEAR})?"
    rf"|(?:{MONTHS})\.?\s+{DAY}(?:st|nd|rd|th)?(?:,?\s+{YEAR})?"
    rf"|{YEAR}-\d\d-\d\d"
    rf"|{DAY}[./-]{DAY}[./-]{YEAR}"
    r")"
    r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d\d(?:\s?(?:am|pm|a\.m\.|p\.m\.|uur|uhr|h))?(?:\s[a-z]{2,4})?)?"
)
DATE_LAST = re.compile(rf"(?:^|(?<=[\s(,–—-]))(?:{DATE})$", re.IGNORECASE)
DATE_FIRST = re.compile(rf"^(?:{DATE})(?=$|[\s),–—|/-])", re.IGNORECASE)
SEPARATORS = " \t\u00a0,–—-|/·•:("
PLACE_WORD = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-][^\W\d_]*)*")


def is_dateline(text: str) -> bool:
    """Tell whether `text` is only a date, or a place with a date."""
    if len(text) > LONGEST_DATELINE:
        return False
    line = text.strip(" \t\u00a0[]()–—-.").strip()
    if found := DATE_LAST.search(line):
        before = line[: found.start()]
        return not before.strip() or _is_place(before.rstrip(SEPARATORS), before)
    if found := DATE_FIRST.search(line):
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
