"""What a reader narrows a search by: section, writer, topic, kind, days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..editions import with_listed_stories
from ..models import ArticleKind, EditionByline, EditionTopic
from ..models.edition import EditionQuerySet

NAMES = ("section", "author", "topic", "kind", "from", "until")
LONGEST_SLUG = 100
# A list is read in the order of `first_live_at`: it starts and ends a little wide of the days.
SLACK = timedelta(days=3)
OWNERS: dict[str, Callable[[datetime], QuerySet[Any]]] = {
    "section": with_listed_stories.sections,
    "author": with_listed_stories.authors,
    "topic": with_listed_stories.topics,
}
LABELS = {
    "section": _("Section"),
    "author": _("Author"),
    "topic": _("Topic"),
    "kind": _("Type"),
    "from": _("From"),
    "until": _("Until"),
}


@dataclass(frozen=True)
class Filter:
    """One way in which a search is narrowed.

    Attributes:
        value: as in the address.
        shown: for the reader: a name, a kind, a day. What names nobody readers have met shows as
            it was asked for.
        meant: id, kind or day; None where there is no such thing, and nothing is found.
    """

    name: str
    value: str
    shown: str | date
    meant: int | str | date | None

    @property
    def label(self) -> str:
        return str(LABELS[self.name])


Filters = tuple[Filter, ...]


def read_filters(asked: QueryDict, at: datetime) -> Filters:
    """Read the filters of an address; one that is empty, and a day that is none, are left out.

    At most one query each for section, author and topic.
    """
    found = (_read(name, asked.get(name, "").strip()[:LONGEST_SLUG], at) for name in NAMES)
    return tuple(each for each in found if each is not None)


def _read(name: str, value: str, at: datetime) -> Filter | None:
    value = value.replace("\0", "")
    if not value:
        return None
    if name in ("from", "until"):
        day = _day(value)
        return Filter(name, value, day, day) if day else None
    if name == "kind":
        known = value in ArticleKind.values
        shown = str(ArticleKind(value).label) if known else value
        return Filter(name, value, shown, value)
    owner = OWNERS[name](at).filter(slug=value).first()
    if owner is None:
        return Filter(name, value, value, None)
    return Filter(name, value, owner.name, owner.pk)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1 < day.year < 9999 else None


def narrowed(editions: EditionQuerySet, filters: Filters) -> EditionQuerySet:
    """Keep the editions that pass every filter, each of which means something."""
    for each in filters:
        editions = _NARROWING[each.name](editions, each.meant)
    return editions


def _by_author(editions: EditionQuerySet, author: int) -> EditionQuerySet:
    rows = EditionByline.objects.filter(edition=OuterRef("pk"), author=author)
    return editions.filter(Exists(rows))


def _by_topic(editions: EditionQuerySet, topic: int) -> EditionQuerySet:
    rows = EditionTopic.objects.filter(edition=OuterRef("pk"), topic=topic)
    return editions.filter(Exists(rows))


def _by_section(editions: EditionQuerySet, section: int) -> EditionQuerySet:
    return editions.filter(section=section)


def _by_kind(editions: EditionQuerySet, kind: str) -> EditionQuerySet:
    return editions.filter(kind=kind)


def _since(editions: EditionQuerySet, day: date) -> EditionQuerySet:
    return editions.filter(dated_on__gte=day, first_live_at__gte=_midnight(day) - SLACK)


def _until(editions: EditionQuerySet, day: date) -> EditionQuerySet:
    return editions.filter(dated_on__lte=day, first_live_at__lte=_midnight(day) + SLACK)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


_NARROWING: dict[str, Callable[[EditionQuerySet, Any], EditionQuerySet]] = {
    "section": _by_section,
    "author": _by_author,
    "topic": _by_topic,
    "kind": _by_kind,
    "from": _since,
    "until": _until,
}
