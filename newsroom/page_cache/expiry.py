"""Finds when a cached page expires: when the next thing it shows begins or ends.

What begins or ends in the next hours is read once for all pages, and again when it changes.
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

from .epochs import SharedEpochs, cell_for

MAX_AGE = timedelta(hours=1)  # no page is cached for longer, whatever it shows
TIMED_TABLES = tuple(
    cell_for(f"table:{model._meta.db_table}")
    for model in (Edition, Photo, Placement, Banner, Outlet)
)


@dataclass(frozen=True)
class Boundary:
    """Something begins or ends at `at` on the pages that depend on one of `cells`."""

    at: datetime
    cells: frozenset[int]


class ExpiryTimes:
    """What begins or ends in the next hours, in order."""

    def __init__(self, epochs: SharedEpochs) -> None:
        self.epochs = epochs
        self.lock = threading.Lock()
        self._since = self._until = datetime.max.replace(tzinfo=UTC)  # nothing is read yet

    def find_expiry(self, cells: frozenset[int], at: datetime) -> datetime:
        """Return when a page that depends on `cells` and was rendered for `at` expires."""
        with self.lock:
            is_known = self._since <= at < self._until
            if not (is_known and self.epochs.are_unchanged_since(TIMED_TABLES, self._epoch)):
                self._read(at)
            ends = (each.at for each in self._boundaries if each.at > at and each.cells & cells)
            return min([*ends, at + MAX_AGE, find_next_midnight(at, self._zone)])

    def _read(self, at: datetime) -> None:
        """Read what begins or ends around `at`; rendering some pages began a while before."""
        epoch, since, until = self.epochs.epoch, at - MAX_AGE, at + MAX_AGE
        found = sorted(_find_boundaries(since, until + MAX_AGE), key=lambda each: each.at)
        zone = Outlet.objects.current().zone
        # Together, and last: a query that fails leaves what was known before.
        self._epoch, self._since, self._until = epoch, since, until
        self._boundaries, self._zone = found, zone


def _find_boundaries(since: datetime, until: datetime) -> Iterator[Boundary]:
    def within(*fields: str) -> Q:
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__gt": since, f"{field}__lte": until})
        return found

    def boundaries(row: Sequence[datetime], tags: set[str]) -> Iterator[Boundary]:
        cells = frozenset(map(cell_for, tags))
        return (Boundary(at, cells) for at in row if since < at <= until)

    spans = Edition.objects.filter(within("live_from", "live_until"))
    editions = list(spans.values_list("article_id", "live_from", "live_until"))
    tags = tags_of_stories({article for article, *_span in editions})
    table = {f"table:{Edition._meta.db_table}"}
    for article, *span in editions:
        yield from boundaries(span, table | tags[article])
    for model in (Placement, Banner):
        rows = model.objects.filter(within("starts_at", "ends_at"))
        for row in rows.values_list("starts_at", "ends_at"):
            yield from boundaries(row, {f"table:{model._meta.db_table}"})
    rights = Photo.objects.filter(within("rights_from", "rights_until"))
    for photo, *span in rights.values_list("pk", "rights_from", "rights_until"):
        yield from boundaries(span, {f"table:{Photo._meta.db_table}", f"photo:{photo}"})


def find_next_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the outlet's day ends: many pages say what is from today."""
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
