"""Presence: who has a story open, in which window, and when that was last heard."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models import Article

HEARD = timedelta(seconds=90)  # a hidden window is heard once a minute


class PresenceQuerySet(models.QuerySet["Presence"]):
    def now(self, at: datetime) -> Self:
        return self.filter(seen_at__gt=at - HEARD)


class Presence(models.Model):
    """A window on a story. One that is not heard any more counts no longer."""

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
        """Mirror of PresenceQuerySet.now, for rows that are loaded."""
        return self.seen_at > timezone.now() - HEARD
