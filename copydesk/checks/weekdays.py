"""A weekday that does not match its date."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..reading import Reading
from ..reading.dates import WrittenDate, find_dates, to_date

# Without a year a date means the nearest one; further away the year is a guess.
NEAREST_DAYS = 120


def check(reading: Reading) -> Iterator[Finding]:
    language = reading.language
    if language is None:
        return
    for paragraph in reading.paragraphs:
        for written in find_dates(paragraph.text, language):
            right = _find_weekday(written, reading)
            if right is None or right == written.weekday:
                continue
            name = language.weekdays[right]
            fix = name.capitalize() if written.weekday_text[0].isupper() else name
            message = _("Check the day: %(date)s is a %(weekday)s.")
            date_text = paragraph.text[written.start : written.end]
            span = (written.start, written.start + len(written.weekday_text))
            quoted = paragraph.is_quoted(written.start)
            yield paragraph.finding(
                "weekday",
                WARNING,
                span,
                message % {"date": date_text, "weekday": fix},
                None if quoted else fix,
            )


def _find_weekday(written: WrittenDate, reading: Reading) -> int | None:
    """Return the weekday of a date that claims one, None where its year is not known."""
    if written.weekday is None:
        return None
    if written.year is not None:
        day = to_date(written, written.year)
        return day.weekday() if day else None
    today = reading.day
    if today is None:
        return None
    near = [
        day
        for year in (today.year - 1, today.year, today.year + 1)
        if (day := to_date(written, year)) and abs((day - today).days) <= NEAREST_DAYS
    ]
    return near[0].weekday() if len(near) == 1 else None
