"""Commission: what is expected of a story before it is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition
from articles.models.article import ArticleQuerySet

REMINDED = timedelta(days=60)  # after the deadline of a commission; then it is left alone


class CommissionQuerySet(models.QuerySet["Commission"]):
    def waiting(self, stories: ArticleQuerySet, now: datetime) -> Self:
        """Keep those of `stories` neither submitted nor published, in order of their deadlines."""
        drafts = stories.filter(status=Article.Status.DRAFT)
        published = Edition.objects.filter(article=OuterRef("article"))
        due = self.filter(drafts.exists_for(), ~Exists(published), due_at__gt=now - REMINDED)
        return due.order_by("due_at", "pk")


class Commission(models.Model):
    """What is expected of a story, and by when. Its writer is `Article.assignee`."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="commission")
    brief = models.TextField(_("brief"), blank=True, max_length=4000)
    due_at = models.DateTimeField(_("due"), null=True, blank=True, db_index=True)
    words = models.PositiveIntegerField(
        _("length in words"),
        null=True,
        blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(100_000)],
    )
    needs_picture = models.BooleanField(_("needs a photo"), default=False)
    needs_legal = models.BooleanField(_("needs legal review"), default=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")

    def __str__(self) -> str:
        return str(self.article)

    def is_late(self, at: datetime) -> bool:
        """Say whether the deadline has passed at `at`."""
        return self.due_at is not None and self.due_at < at
