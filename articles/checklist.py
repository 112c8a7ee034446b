"""What a story must have before readers may have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from .agreements import broken_agreements
from .models import Article
from .printing import photos_of


@dataclass(frozen=True)
class Missing:
    """Something the checklist lacks: the form's field it belongs to, and what to do."""

    field: str
    sentence: str


def missing_before_publication(article: Article, at: datetime | None = None) -> list[Missing]:
    """Name what the checklist lacks for readers to have the story from `at` (default: now)."""
    at = at or timezone.now()
    missing = []
    if not article.headline.strip():
        missing.append(Missing("headline", _("Write a headline.")))
    if not article.body.strip():
        missing.append(Missing("body", _("Write the text.")))
    if not article.bylines.all():
        missing.append(Missing("bylines", _("Name who wrote it.")))
    photos = photos_of(article)
    missing += [Missing("citations", sentence) for sentence in broken_agreements(article, photos)]
    for photo in photos:
        place = "lead_photo" if photo.pk == article.lead_photo_id else "body"
        if photo.spiked_at:
            missing.append(Missing(place, _("“%(photo)s” lies in the trash.") % {"photo": photo}))
        elif papers := photo.missing_papers():
            names = [str(photo._meta.get_field(name).verbose_name) for name in papers]
            missing.append(
                Missing(
                    place,
                    _("“%(photo)s” lacks its %(papers)s.")
                    % {"photo": photo, "papers": ", ".join(names)},
                )
            )
        elif not photo.is_usable(at):
            missing.append(
                Missing(
                    place,
                    _("The rights of “%(photo)s” do not cover that moment.") % {"photo": photo},
                )
            )
    return missing
