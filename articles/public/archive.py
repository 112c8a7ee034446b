"""The archive: years, months and days that hold a story readers may see.

Every function takes what may be seen as a queryset, and asks the index of days: no answer costs
more than the stories of one month, or a look into the index for each month or day it names.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F
from django.db.models.expressions import RawSQL
from django.utils.formats import get_format

from ..models.edition import EditionQuerySet

AT_ONCE = 400  # questions in a query; SQLite takes 500


@dataclass(frozen=True)
class Day:
    """A square of a calendar. `stories` is 0 or 1 where they were not counted."""

    day: date
    stories: int
    is_of_month: bool


def month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def months(rows: EditionQuerySet) -> list[date]:
    """Return the first day of every month that has a story, oldest first, in a few queries."""
    return list(_newest_of_months(rows))


def _newest_of_months(rows: EditionQuerySet) -> dict[date, int]:
    """Return the newest edition of every month that has a story, oldest first.

    One question for each month between the oldest and the newest story, AT_ONCE of them in a query,
    each answered by its first row in the index.
    """
    newest = rows.newest_first().values_list("dated_on", flat=True).first()
    if newest is None:
        return {}
    oldest = rows.order_by("first_live_at", "article_id").values_list("dated_on", flat=True)[0]
    day = timedelta(days=1)  # should the outlet have moved to another time zone
    every = list(_months(max(oldest, date.min + day) - day, newest + day))
    found: dict[date, int] = {}
    for start in range(0, len(every), AT_ONCE):
        found |= _newest_of(rows, every[start : start + AT_ONCE])
    return found


def _newest_of(rows: EditionQuerySet, months: list[date]) -> dict[date, int]:
    """Return the newest edition of each of these months that has a story, in one query."""
    questions: list[str] = []
    parameters: list[Any] = []
    for month in months:
        in_order = _of_month(rows, month).order_by("-dated_on", "-first_live_at", "-article_id")
        question, values = in_order.values("pk")[:1].query.sql_with_params()
        questions.append(f"({question})")
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(questions), parameters)
        answers = cursor.fetchone()
    return {month: pk for month, pk in zip(months, answers, strict=True) if pk}


def changes(rows: EditionQuerySet) -> dict[date, datetime]:
    """Return for every month that has a story when readers were last told of a change in it.

    That is when its newest story appeared, unless they were told of something later; what they
    were told of later has an index of its own. To ask for the latest change would be to read all.
    """
    newest = rows.filter(pk__in=_newest_of_months(rows).values())
    found = {
        day.replace(day=1): moment
        for day, moment in newest.values_list("dated_on", "first_live_at")
    }
    told = rows.filter(readers_changed_at__gt=F("first_live_at"))
    told = told.order_by("dated_on", "readers_changed_at")  # of its index, or SQLite reads all
    for day, last in told.values_list("dated_on", "readers_changed_at"):
        month = day.replace(day=1)
        found[month] = max(found.get(month, last), last)
    return found


def _of_month(rows: EditionQuerySet, month: date) -> EditionQuerySet:
    return rows.filter(dated_on__gte=month, dated_on__lt=month_after(month)).order_by()


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month_after(month)


def days_of_year(rows: EditionQuerySet, year: int) -> set[date]:
    """Return the days of a year that have a story: one look into the index from each to the next.

    To count, or to ask for distinct days, would be to read every row of the year.
    """
    days = rows.order_by("dated_on").values("dated_on")
    first, values = days.filter(dated_on__gte=date(year, 1, 1), dated_on__lte=date(year, 12, 31))[
        :1
    ].query.sql_with_params()
    after, more = days.filter(
        dated_on__gt=RawSQL("days.day", ()), dated_on__lte=date(year, 12, 31)
    )[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE days(day) AS (SELECT ({first}) UNION ALL"  # noqa: S608 - our own
            f" SELECT ({after}) FROM days WHERE days.day IS NOT NULL)"
            " SELECT day FROM days WHERE day IS NOT NULL",
            [*values, *more],
        )
        return {_as_day(row[0]) for row in cursor.fetchall()}


def _as_day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def days_of_month(rows: EditionQuerySet, month: date) -> dict[date, int]:
    """Count the stories of each day of a month that has some."""
    counted = _of_month(rows, month).values("dated_on").annotate(stories=Count("pk"))
    return {row["dated_on"]: row["stories"] for row in counted}


def day_before(rows: EditionQuerySet, day: date) -> date | None:
    """Return the last day before this one that has a story."""
    days = rows.filter(dated_on__lt=day).order_by("-dated_on", "-first_live_at", "-article_id")
    return days.values_list("dated_on", flat=True).first()


def day_after(rows: EditionQuerySet, day: date) -> date | None:
    """Return the next day after this one that has a story."""
    days = rows.filter(dated_on__gt=day).order_by("dated_on", "first_live_at", "article_id")
    return days.values_list("dated_on", flat=True).first()


def weeks(month: date, stories: dict[date, int]) -> list[list[Day]]:
    """Lay a month out in weeks, which begin on the day they begin on in the outlet's language."""
    begins = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7  # Django counts from Sunday, we from Monday
    laid_out = calendar.Calendar(begins).monthdatescalendar(month.year, month.month)
    return [
        [Day(day, stories.get(day, 0), day.month == month.month) for day in week]
        for week in laid_out
    ]
