"""What the desk does to a front: place, alter, take off. The past of a front is never rewritten.

Who may is asked by the admin; what then stands where is worked out by layout.py.
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

WORDS = ("headline", "standfirst", "photo")


def place(
    front: Front,
    slot: Slot,
    article: Article,
    *,
    by: User,
    starts_at: datetime | None = None,
    ends_at: datetime = FOREVER,
    **words: Any,
) -> Placement:
    """Place a story, from now or later.

    Args:
        words: headline, standfirst and photo of this slot, each only if it is the slot's own.

    Raises: Refused, with a sentence, when the slot is not of this front or the time is wrong.
    """
    now = timezone.now()
    starts_at = max(starts_at or now, now)
    _check(front, slot, starts_at, ends_at, now)
    return Placement.objects.create(
        front=front,
        slot=slot.size,
        position=slot.number,
        article=article,
        starts_at=starts_at,
        ends_at=ends_at,
        taken_at=starts_at,
        placed_by=by,
        **words,
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
    """Change a placement; return the one that stands for it now.

    What has begun ends, and another begins in its stead: readers had the first. Only its end may
    be moved in place, since that lies ahead. A story keeps its turn in its slot unless it moves.

    Args:
        starts_at: for one that has not begun.
        changes: article, headline, standfirst, photo.

    Raises: Refused, when it is over or the time is wrong.
    """
    now = timezone.now()
    row = Placement.objects.select_for_update().get(pk=placement.pk)
    if row.ends_at <= now:
        raise ActionRefused(
            _("Somebody has taken it off or changed it since you opened this page.")
        )
    has_begun = row.starts_at <= now
    slot = slot or row.place
    ends_at = ends_at or row.ends_at
    begins = now if has_begun else max(starts_at or row.starts_at, now)
    _check(row.front, slot, begins, ends_at, now)
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
def remove(shown: Placement | Banner) -> None:
    """Take a story or a banner off: what has begun ends now, what has not was never there."""
    now = timezone.now()
    rows = type(shown).objects.filter(pk=shown.pk)
    if not rows.filter(starts_at__gt=now).delete()[0]:
        rows.filter(ends_at__gt=now).update(ends_at=now)


def _check(front: Front, slot: Slot, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if slot not in front.slots:
        raise ActionRefused(_("There is no such place on this front."))
    if ends_at <= now:
        raise ActionRefused(_("That end has passed: readers would never see it."))
    if ends_at <= starts_at:
        raise ActionRefused(_("It would end before it begins."))
