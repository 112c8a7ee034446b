"""Dates written in words: "Tuesday 1 September 2015", "March 3", with the weekday they claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..languages import Language

_NUMERIC = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d\b")


@dataclass(slots=True)
class WrittenDate:
    """A date in the text. `weekday` counts from Monday as 0; None where it claims none."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None
    weekday_text: str


@lru_cache(maxsize=16)
def _pattern(language: Language) -> re.Pattern[str]:
    weekdays = "|".join(language.weekdays)
    months = "|".join(sorted(language.months, key=len, reverse=True))
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    return re.compile(
        rf"(?:\b(?P<weekday>{weekdays}),?\s+(?:the\s+|le\s+|der\s+)?)?"
        rf"(?:\b(?P<day>{day})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?(?P<month>{months})\b\.?"
        rf"|\b(?P<month2>{months})\.?\s+(?P<day2>{day})(?:st|nd|rd|th)?(?!\d))"
        rf"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
        re.IGNORECASE,
    )


def find_dates(text: str, language: Language) -> Iterator[WrittenDate]:
    """Give the dates of a text; a month's name needs a capital where the language gives it one."""
    if not language.months:
        return
    for found in _pattern(language).finditer(text):
        month = (found["month"] or found["month2"]).lower()
        weekday = found["weekday"]
        yield WrittenDate(
            found.start(),
            found.end(),
            int(found["day"] or found["day2"]),
            language.months[month],
            int(found["year"]) if found["year"] else None,
            language.weekdays.index(weekday.lower()) if weekday else None,
            weekday or "",
        )


def has_date(text: str, language: Language) -> bool:
    """Tell whether a text holds a day: one of the calendar, in words or as 2015-09-01."""
    return bool(_NUMERIC.search(text)) or any(True for _ in find_dates(text, language))


def to_date(written: WrittenDate, year: int) -> date | None:
    """Return the day of the calendar, None where there is none (31 June)."""
    try:
        return date(year, written.month, written.day)
    except ValueError:
        return None
