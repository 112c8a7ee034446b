"""Commission: what the desk asks of a story before it is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition

FORGOTTEN = timedelta(days=60)  # after its moment nobody is reminded of a commission any more


class CommissionQuerySet(models.QuerySet["Commission"]):
    def waiting(self, stories: models.QuerySet[Article], now: datetime) -> Self:
        """Keep those of `stories` that are due, neither handed in nor out, the first due first."""
        drafts = stories.filter(status=Article.Status.DRAFT)
        out = Edition.objects.filter(article=OuterRef("article"))
        due = self.filter(drafts.exists_for(), ~Exists(out), due_at__gt=now - FORGOTTEN)
        return due.order_by("due_at", "pk")


class Commission(models.Model):
    """What is wanted of a story, and by when. Who writes it is the story's own `assignee`."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="commission")
    brief = models.TextField(_("brief"), blank=True, max_length=4000)
    due_at = models.DateTimeField(_("due"), null=True, blank=True, db_index=True)
    words = models.PositiveIntegerField(
        _("length wanted, in words"),
        null=True,
        blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(100_000)],
    )
    needs_picture = models.BooleanField(_("needs a picture"), default=False)
    needs_legal = models.BooleanField(_("needs a lawyer’s eye"), default=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")

    def __str__(self) -> str:
        return str(self.article)

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at
