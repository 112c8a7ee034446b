"""Place, alter and remove stories on fronts. The past of a front is never rewritten.

The admin checks permissions; layout.py works out which story appears in which slot.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.workflow import ActionRefused
from staff.models import User
from vocabulary.spans import FOREVER

from .models import Banner, Front, Placement
from .slots import Slot

CUSTOM_FIELDS = ("headline", "standfirst", "photo")


def place(
    front: Front,
    slot: Slot,
    article: Article,
    *,
    by: User,
    starts_at: datetime | None = None,
    ends_at: datetime = FOREVER,
    **custom: Any,
) -> Placement:
    """Place a story, from now or later.

    Args:
        custom: headline, standfirst and photo for this slot only.

    Raises: ActionRefused, when the slot is not of this front or the times are wrong.
    """
    now = timezone.now()
    starts_at = max(starts_at or now, now)
    _check_slot_and_times(front, slot, starts_at, ends_at, now)
    return Placement.objects.create(
        front=front,
        slot=slot.size,
        position=slot.number,
        article=article,
        starts_at=starts_at,
        ends_at=ends_at,
        taken_at=starts_at,
        placed_by=by,
        **custom,
    )


@transaction.atomic
def alter(
    placement: Placement,
    *,
    by: User,
    slot: Slot | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    **changes: Any,
) -> Placement:
    """Change a placement; return the row that is valid now.

    A placement that has begun is ended and another created in its place, because readers saw the
    first; only its end is changed in the row itself. `taken_at` changes only if the story moves.

    Args:
        starts_at: only for one that has not begun.
        changes: article, headline, standfirst, photo.

    Raises: ActionRefused, when it is over or the times are wrong.
    """
    now = timezone.now()
    row = Placement.objects.select_for_update().get(pk=placement.pk)
    if row.ends_at <= now:
        raise ActionRefused(
            _("Somebody removed or changed this placement after you opened the page.")
        )
    has_begun = row.starts_at <= now
    slot = slot or row.place
    ends_at = ends_at or row.ends_at
    begins = now if has_begun else max(starts_at or row.starts_at, now)
    _check_slot_and_times(row.front, slot, begins, ends_at, now)
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    moves = slot != row.place
    if has_begun and (changed or moves):
        Placement.objects.filter(pk=row.pk).update(ends_at=now)
        row.pk, row._state.adding, row.starts_at = None, True, now
    elif not has_begun:
        row.starts_at = begins
    if moves or not has_begun:
        row.taken_at = begins
    for name, value in changed.items():
        setattr(row, name, value)
    row.slot, row.position, row.ends_at, row.placed_by = slot.size, slot.number, ends_at, by
    row.save()
    return row


@transaction.atomic
def remove(item: Placement | Banner) -> None:
    """Remove a placement or banner: one that has begun ends now, any other is deleted."""
    now = timezone.now()
    rows = type(item).objects.filter(pk=item.pk)
    if not rows.filter(starts_at__gt=now).delete()[0]:
        rows.filter(ends_at__gt=now).update(ends_at=now)


def _check_slot_and_times(
    front: Front, slot: Slot, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    if slot not in front.slots:
        raise ActionRefused(_("There is no such slot on this front."))
    if ends_at <= now:
        raise ActionRefused(_("The end is in the past, so readers would never see it."))
    if ends_at <= starts_at:
        raise ActionRefused(_("The end must be after the start."))
