"""Address: the path of a story, for good."""

from __future__ import annotations

from django.db import models

from .article import Article


class Address(models.Model):
    """A path and the story it leads to. Insert-only, so it is never given to another story.

    One look-up serves the page, the 301 to the newest address and the 410. Only an address that
    was never public (its edition was cancelled) may be freed, by an action.
    """

    path = models.CharField(max_length=200, primary_key=True)
    article = models.ForeignKey(Article, models.PROTECT, related_name="addresses")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.path
