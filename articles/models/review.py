"""Review: a live story is checked again, because a source it cites is under review."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sources.models import Source

from .article import Article


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def untold(self) -> Self:
        """Keep those whose writers are still to be notified."""
        return self.open().filter(is_told=False)


class Review(models.Model):
    """One source under review and one story citing it, until somebody says what was found."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="reviews")
    source = models.ForeignKey(Source, models.CASCADE, related_name="reviews")
    reason = models.CharField(_("reason"), max_length=500)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    is_told = models.BooleanField(_("writers notified"), default=False)
    finding = models.CharField(_("outcome"), max_length=500, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        default_permissions = ()
        permissions = [("open_reviews", "Can have stories reviewed when a source is in doubt")]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "source"],
                condition=Q(closed_at=None),
                name="one_open_review_per_story_and_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.source}"
