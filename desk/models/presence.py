"""Presence: who has a story open, in which window, and when that window last reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models import Article

EXPIRES_AFTER = timedelta(seconds=90)  # a hidden window reports once a minute


class PresenceQuerySet(models.QuerySet["Presence"]):
    def now(self, at: datetime) -> Self:
        """Keep the windows that are open at `at`: those that reported lately."""
        return self.filter(seen_at__gt=at - EXPIRES_AFTER)


class Presence(models.Model):
    """A window that has a story open. One that stops reporting counts as closed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form_id = models.UUIDField()
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user", "form_id"], name="a_window_is_on_a_story_once"
            )
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_now(self) -> bool:
        """Whether the window is open now; mirrors PresenceQuerySet.now for loaded rows."""
        return self.seen_at > timezone.now() - EXPIRES_AFTER
