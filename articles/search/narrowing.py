"""What a reader narrows a search by: section, writer, topic, kind, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..editions import listed_owners
from ..models import Article, Edition, EditionByline, EditionTopic

NAMES = ("section", "author", "topic", "kind", "from", "until")
LONGEST_SLUG = 100
# A list is read in the order of `first_live_at`: it starts and ends a little wide of the days.
SLACK = timedelta(days=3)
OWNERS = {
    "section": listed_owners.sections,
    "author": listed_owners.authors,
    "topic": listed_owners.topics,
}
LABELS = {
    "section": _("Section"),
    "author": _("Writer"),
    "topic": _("Topic"),
    "kind": _("Kind"),
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
        return LABELS[self.name]


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
        known = value in Article.Kind.values
        return Filter(name, value, Article.Kind(value).label if known else value, value)
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


def narrowed(editions: QuerySet[Edition], filters: Filters) -> QuerySet[Edition]:
    """Keep the editions that pass every filter, each of which means something."""
    for each in filters:
        editions = _NARROWING[each.name](editions, each.meant)
    return editions


def _by_author(editions: QuerySet[Edition], author: int) -> QuerySet[Edition]:
    rows = EditionByline.objects.filter(edition=OuterRef("pk"), author=author)
    return editions.filter(Exists(rows))


def _by_topic(editions: QuerySet[Edition], topic: int) -> QuerySet[Edition]:
    rows = EditionTopic.objects.filter(edition=OuterRef("pk"), topic=topic)
    return editions.filter(Exists(rows))


def _by_section(editions: QuerySet[Edition], section: int) -> QuerySet[Edition]:
    return editions.filter(section=section)


def _by_kind(editions: QuerySet[Edition], kind: str) -> QuerySet[Edition]:
    return editions.filter(kind=kind)


def _since(editions: QuerySet[Edition], day: date) -> QuerySet[Edition]:
    return editions.filter(dated_on__gte=day, first_live_at__gte=_midnight(day) - SLACK)


def _until(editions: QuerySet[Edition], day: date) -> QuerySet[Edition]:
    return editions.filter(dated_on__lte=day, first_live_at__lte=_midnight(day) + SLACK)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


_NARROWING = {
    "section": _by_section,
    "author": _by_author,
    "topic": _by_topic,
    "kind": _by_kind,
    "from": _since,
    "until": _until,
}
