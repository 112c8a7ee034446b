"""A front as the desk sees it: every place with its story, what waits, what is still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Change, Edition

from . import layout, pages
from .forms import name_slot
from .models import Front, Placement
from .slots import Slot


@dataclass(frozen=True)
class Row:
    """One place.

    Attributes:
        story: what readers see there, or None while nothing stands there.
        placement: who was placed there, or None where the place fills itself.
        is_moved: whether somebody newer has the place it was given.
        is_outdated: whether readers were told of a change since its words were written.
    """

    slot: Slot
    name: str
    story: layout.Story | None
    placement: Placement | None
    is_moved: bool = False
    is_outdated: bool = False


@dataclass(frozen=True)
class UnseenPlacement:
    """A placement that stands nowhere now; `why`, if it is in force."""

    placement: Placement
    name: str
    why: str = ""


@dataclass(frozen=True)
class Board:
    rows: list[Row]
    waiting: list[UnseenPlacement]
    coming: list[UnseenPlacement]

    @property
    def has_empty(self) -> bool:
        return any(row.story is None for row in self.rows)

    @property
    def is_edited(self) -> bool:
        """Say whether there is a placement at all, to move or to take off."""
        return bool(self.waiting or self.coming or any(row.placement for row in self.rows))


def build_board(front: Front, at: datetime) -> Board:
    """Work out a front as of now: the very page readers get, and what lies behind it."""
    when = pages.PointInTime(at)
    page = pages.section_front(front.section, when) if front.section else pages.home(when)
    rows = front.placements.filter(ends_at__gt=at).select_related("article", "placed_by")
    placements = {row.pk: row for row in rows.newest_first()[: pages.PLACED_AT_MOST]}
    seated = {row.article_id: placements[row.pk] for row in page.seated.values()}
    behind = [
        row
        for row in placements.values()
        if row.is_in_force(at) and row is not seated.get(row.article_id)
    ]
    listed = _listed(behind, at)
    coming = [row for row in placements.values() if row.starts_at > at]
    return Board(
        rows=[_row(front, slot, page.filled.stories.get(slot), seated) for slot in front.slots],
        waiting=[UnseenPlacement(row, _name(row), _why(row, listed, seated)) for row in behind],
        coming=[
            UnseenPlacement(row, _name(row))
            for row in sorted(coming, key=lambda row: row.starts_at)
        ],
    )


def _row(front: Front, slot: Slot, story: layout.Story | None, seated: dict[int, Placement]) -> Row:
    name = name_slot(slot, front)
    placement = seated.get(story.article_id) if story else None
    if story is None or placement is None:
        return Row(slot, name, story, None)
    return Row(
        slot,
        name,
        story,
        placement,
        is_moved=placement.place != slot,
        is_outdated=_is_outdated(placement, story),
    )


def _is_outdated(placement: Placement, story: layout.Story) -> bool:
    """Say whether words of the slot's own may have been overtaken by a change to the story."""
    told = story.change in (Change.CLARIFICATION, Change.CORRECTION, Change.UPDATE)
    return placement.has_own_words and told and story.live_from > placement.starts_at


def _listed(placements: Iterable[Placement], at: datetime) -> set[int]:
    ids = [row.article_id for row in placements]
    rows = Edition.objects.listed(at).filter(article__in=ids)
    return set(rows.values_list("article_id", flat=True))


def _name(placement: Placement) -> str:
    return name_slot(placement.place, placement.front)


def _why(placement: Placement, listed: set[int], seated: dict[int, Placement]) -> str:
    if placement.article_id not in listed:
        return _("Readers do not have this story now.")
    if placement.article_id in seated:
        return _("A newer placement of the same story counts.")
    return _("A newer placement has this place. It moves up when that one ends.")
