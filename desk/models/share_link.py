"""ShareLink: lets somebody without an account read one story before it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article


def _get_signer() -> signing.Signer:
    return signing.Signer(salt="desk.share_link")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open(self, at: datetime) -> Self:
        """Keep those that still work at `at`: one ends with the account of whoever made it."""
        working = self.filter(ended_at=None, expires_at__gt=at, article__spiked_at=None)
        return working.filter(made_by__is_active=True)

    def for_token(self, token: str) -> Self | None:
        """Keep the link with a token; None where the token has no valid signature."""
        try:
            return self.filter(pk=int(_get_signer().unsign(token)))
        except (signing.BadSignature, ValueError):
            return None

    def count_opening(self, at: datetime) -> bool:
        """Count one opening; return whether the link still works. One statement does both."""
        working = self.filter(pk__in=self.open(at).values("pk"))
        return bool(working.update(opens=F("opens") + 1, last_opened_at=at))


class ShareLink(models.Model):
    """A link that opens one story until it expires or somebody ends it.

    A month after it has expired the row is deleted (newsroom/periodic.py). Ids are never reused, so
    the link still answers that it has ended.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="share_links")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opens = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ("add",)
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        indexes = [models.Index(fields=["expires_at"], name="share_link_expires")]

    def __str__(self) -> str:
        return f"{self.article}, {self.expires_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Return its address, which cannot be guessed: it holds a signature."""
        return reverse("shared_preview", args=[_get_signer().sign(str(self.pk))])
