"""Commission: what the desk asks of a story before it is written."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article


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

    class Meta:
        default_permissions = ()
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")

    def __str__(self) -> str:
        return str(self.article)

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at
