"""When does the next thing begin or end that a page rests on?

A page ends there. Asked once for all pages until something is written that could change the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from articles.editions.cache_tags import tags_of_stories
from articles.models import Edition
from fronts.models import Banner, Placement
from outlet.models import Outlet
from photos.models import Photo

from .epochs import SharedEpochs, cell_of

LONGEST = timedelta(hours=1)  # no page is kept for longer, whatever it rests on
RESTS_ON = tuple(
    cell_of(f"table:{model._meta.db_table}")
    for model in (Edition, Photo, Placement, Banner, Outlet)
)


@dataclass(frozen=True)
class Moment:
    """Something begins or ends at `at` for all pages that rest on one of `cells`."""

    at: datetime
    cells: frozenset[int]


class Agenda:
    """The moments of the next hours, in order."""

    def __init__(self, cells: SharedEpochs) -> None:
        self.cells = cells
        self.lock = threading.Lock()
        self._since = self._until = datetime.max.replace(tzinfo=UTC)  # nothing is known yet

    def end_of(self, cells: frozenset[int], at: datetime) -> datetime:
        """Return until when a page that rests on `cells` and was drawn for `at` is good."""
        with self.lock:
            is_known = self._since <= at < self._until
            if not (is_known and self.cells.are_older(RESTS_ON, self._born)):
                self._read(at)
            moments = (m.at for m in self._moments if m.at > at and m.cells & cells)
            return min([*moments, at + LONGEST, next_midnight(at, self._zone)])

    def _read(self, at: datetime) -> None:
        """Read the moments around `at`: some pages were begun a while before."""
        born, since, until = self.cells.epoch, at - LONGEST, at + LONGEST
        coming = sorted(_coming(since, until + LONGEST), key=lambda moment: moment.at)
        zone = Outlet.objects.current().zone
        # Together, and last: a reading that breaks off leaves what was known before.
        self._born, self._since, self._until = born, since, until
        self._moments, self._zone = coming, zone


def _coming(at: datetime, horizon: datetime) -> Iterator[Moment]:
    def within(*fields: str) -> Q:
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__gt": at, f"{field}__lte": horizon})
        return found

    def moments(row: Sequence[datetime], tags: set[str]) -> Iterator[Moment]:
        cells = frozenset(map(cell_of, tags))
        return (Moment(moment, cells) for moment in row if at < moment <= horizon)

    spans = Edition.objects.filter(within("live_from", "live_until"))
    editions = list(spans.values_list("article_id", "live_from", "live_until"))
    tags = tags_of_stories({article for article, *_span in editions})
    of_all = {f"table:{Edition._meta.db_table}"}
    for article, *span in editions:
        yield from moments(span, of_all | tags[article])
    for model in (Placement, Banner):
        rows = model.objects.filter(within("starts_at", "ends_at"))
        for row in rows.values_list("starts_at", "ends_at"):
            yield from moments(row, {f"table:{model._meta.db_table}"})
    rights = Photo.objects.filter(within("rights_from", "rights_until"))
    for photo, *span in rights.values_list("pk", "rights_from", "rights_until"):
        yield from moments(span, {f"table:{Photo._meta.db_table}", f"photo:{photo}"})


def next_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the outlet's day ends: what is today's then changes on many pages."""
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
