"""When a source is under review: the live stories citing it, and a review opened on each.

A review changes nothing of a story, so it neither locks it nor raises its version: whoever is
writing goes on.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sources.models import Source
from staff.models import User

from ..models import Edition, EditionSource, EditionUnnamed, Review
from ..models.edition import EditionQuerySet
from .transition import ActionRefused

LONGEST = 500  # letters of a reason, and of a finding


def editions_citing(source: Source, at: datetime) -> EditionQuerySet:
    """Return the live editions that cite a source, named or not, the newest first."""
    named = EditionSource.objects.live(at).filter(source=source)
    unnamed = EditionUnnamed.objects.live(at).filter(source=source)
    cites = Q(pk__in=named.values("edition_id")) | Q(pk__in=unnamed.values("edition_id"))
    return Edition.objects.live(at).filter(cites).newest_first()


def open_reviews(source: Source, *, by: User, reason: str) -> list[Review]:
    """Open a review on every live story that cites a source; return the new ones.

    A story that is being reviewed for it already is left alone.

    Raises: ActionRefused when `by` may not, without a reason, or where there is nothing to review.
    """
    _require_permission(by)
    reason = _words(reason, _("Say what is in doubt, for the people who review the stories."))
    now = timezone.now()
    with transaction.atomic():
        # Two who press at once are let through one after the other.
        Source.objects.select_for_update().get(pk=source.pk)
        reviewed = Review.objects.open().filter(source=source).values("article")
        rows = editions_citing(source, now).exclude(article__in=reviewed)
        stories = list(rows.values_list("article_id", flat=True))
        if not stories:
            raise ActionRefused(_("No live story citing this source is left to review."))
        return Review.objects.bulk_create(
            Review(article_id=story, source=source, reason=reason, opened_by=by, opened_at=now)
            for story in stories
        )


def close_review(review: Review, *, by: User, finding: str) -> None:
    """Say what a review found and close it. What follows for the story is an action of its own.

    Raises: ActionRefused when `by` may not, without words, or when it is closed.
    """
    _require_permission(by)
    finding = _words(finding, _("Say what you concluded."))
    closed = Review.objects.open().filter(pk=review.pk)
    if not closed.update(finding=finding, closed_by=by, closed_at=timezone.now()):
        raise ActionRefused(_("This review is already closed."))
    review.refresh_from_db()


def _require_permission(by: User) -> None:
    if not by.is_active or not by.has_perm("articles.open_reviews"):
        raise ActionRefused(_("Only editors can review sources."))


def _words(text: str, otherwise: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ActionRefused(otherwise)
    if len(text) > LONGEST:
        raise ActionRefused(_("Use at most %(most)s characters.") % {"most": LONGEST})
    return text
