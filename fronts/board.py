"""A front as the desk sees it: each slot with its story, waiting and scheduled placements."""

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
    """One slot.

    Attributes:
        story: what readers see there, or None if it is empty.
        placement: the placement of that story, or None if the slot is filled automatically.
        is_moved: whether a newer placement has the slot it was placed in.
        is_outdated: whether the story was corrected or updated after its custom headline was set.
    """

    slot: Slot
    name: str
    story: layout.Story | None
    placement: Placement | None
    is_moved: bool = False
    is_outdated: bool = False

    @property
    def headline(self) -> str:
        """The headline as readers see it in the slot."""
        if self.story is None:
            return ""
        return self.story.headline if self.slot.is_lead else self.story.card_headline


@dataclass(frozen=True)
class UnseenPlacement:
    """A placement readers do not see now; with the reason, if it is in force."""

    placement: Placement
    name: str
    reason: str = ""


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
        """Whether there is any placement that could be moved or removed."""
        return bool(self.waiting or self.coming or any(row.placement for row in self.rows))


def build_board(front: Front, at: datetime) -> Board:
    """Build the board of a front at `at`: the page as readers see it, and all other placements."""
    when = pages.PointInTime(at)
    page = pages.load_section_front(front.section, when) if front.section else pages.load_home(when)
    rows = front.placements.filter(ends_at__gt=at).select_related("article", "placed_by")
    placements = {row.pk: row for row in rows.newest_first()[: pages.PLACED_AT_MOST]}
    seated = {row.article_id: placements[row.pk] for row in page.seated.values()}
    behind = [
        row
        for row in placements.values()
        if row.is_in_force(at) and row is not seated.get(row.article_id)
    ]
    listed = _find_listed(behind, at)
    coming = [row for row in placements.values() if row.starts_at > at]
    return Board(
        rows=[
            _build_row(front, slot, page.filled.stories.get(slot), seated) for slot in front.slots
        ],
        waiting=[
            UnseenPlacement(row, _name_placement(row), _explain(row, listed, seated))
            for row in behind
        ],
        coming=[
            UnseenPlacement(row, _name_placement(row))
            for row in sorted(coming, key=lambda row: row.starts_at)
        ],
    )


def _build_row(
    front: Front, slot: Slot, story: layout.Story | None, seated: dict[int, Placement]
) -> Row:
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
    """Say whether a correction or update may have made the custom headline or standfirst wrong."""
    is_announced = story.change in (Change.CLARIFICATION, Change.CORRECTION, Change.UPDATE)
    return placement.has_own_words and is_announced and story.live_from > placement.starts_at


def _find_listed(placements: Iterable[Placement], at: datetime) -> set[int]:
    ids = [row.article_id for row in placements]
    rows = Edition.objects.listed(at).filter(article__in=ids)
    return set(rows.values_list("article_id", flat=True))


def _name_placement(placement: Placement) -> str:
    return name_slot(placement.place, placement.front)


def _explain(placement: Placement, listed: set[int], seated: dict[int, Placement]) -> str:
    if placement.article_id not in listed:
        return _("This story is not live.")
    if placement.article_id in seated:
        return _("The story has a newer placement.")
    return _("A newer placement has this slot. This one returns when that ends.")
