"""Finds where photos are used: live and scheduled stories, drafts, author portraits, fronts.

The models that use photos depend on this package, so they are reached by reverse relations. The
number of rows is limited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from staff.models import User
from vocabulary.visibility import visible_to

from .models import Photo, Uses

NAMED = 3  # live stories named beside each photo of a list
LISTED = 24  # of each kind on the page of a photo
SEARCHED = 500  # stories whose text is searched for a picture, the last changed first


def _edition_rows() -> Any:
    """Return the rows that lead from photos to editions; untyped, as their model is no import."""
    return Photo.edition_rows.rel.related_model._default_manager


def attach_live_stories(photos: Iterable[Photo], at: datetime) -> None:
    """Set `live_stories` (the newest few) and `live_count` on each photo, with one query."""
    newest_first = Window(
        RowNumber(), partition_by=F("photo"), order_by=("-first_live_at", "-article_id")
    )
    rows = (
        _edition_rows()
        .live(at)
        .filter(photo__in=[photo.pk for photo in photos])
        .select_related("edition")
        .defer("edition__body", "edition__printed")
        .annotate(
            place=newest_first,
            total=Window(Count("pk"), partition_by=F("photo")),
        )
        .filter(place__lte=NAMED)
        .order_by("photo", "place")
    )
    found = defaultdict(list)
    for row in rows:
        found[row.photo_id].append(row)
    for photo in photos:
        photo.live_stories = [row.edition for row in found[photo.pk]]
        photo.live_count = found[photo.pk][0].total if found[photo.pk] else 0


def find_uses(photo: Photo, user: User) -> Uses:
    """Find where a photo is used. Of unpublished stories only those `user` may open are listed."""
    now = timezone.now()
    live = photo.edition_rows.live(now)
    stories = _find_stories_with(photo)
    coming = photo.edition_rows.filter(
        edition__live_from__gt=now, edition__live_until__gt=F("edition__live_from")
    )
    may_see_all = user.has_perm("articles.see_all_copy")
    may_see_fronts = may_see_all and user.has_perm("fronts.view_front")
    return Uses(
        live=_load_editions(live.newest_first()),
        live_count=live.count(),
        coming=_load_editions(coming.order_by("edition__live_from")) if may_see_all else [],
        desk=list(visible_to(stories, user)[:LISTED]),
        desk_count=stories.count(),
        faces=list(photo.portrait_of.not_trashed()[:LISTED]),
        fronts=list(_find_placements(photo, now)[:LISTED]) if may_see_fronts else [],
    )


def _find_placements(photo: Photo, now: datetime) -> QuerySet:
    rows = photo.placements.filter(ends_at__gt=now).select_related("front__section", "article")
    return rows.order_by("starts_at", "pk")


def _load_editions(rows: QuerySet) -> list[Any]:
    rows = rows.select_related("edition").defer("edition__body", "edition__printed")
    return [row.edition for row in rows[:LISTED]]


def _find_stories_with(photo: Photo) -> Any:
    """Return stories with the photo as lead, and recently changed ones with it in the text."""
    stories = photo.leads.model.objects.not_trashed()
    recent = stories.order_by("-changed_at").values("pk")[:SEARCHED]
    within = Q(pk__in=list(recent.values_list("pk", flat=True)))
    within &= Q(body__contains=f'data-photo="{photo.pk}"')
    found = stories.filter(Q(lead_photo=photo) | within)
    return found.defer("body").order_by("-changed_at", "-pk")
