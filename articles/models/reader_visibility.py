"""Which stories readers may see, and when: `live(at)`, the one rule that every public page asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils import timezone

from vocabulary.spans import KeysetQuerySet, build_span_filter

# `is_over` is set when a span ended this long ago or more by the real clock. So a view of now may
# trust it, and one of a moment less ago than that, since a clock reading is passed on; the half
# of it is for clocks that differ. A view of the past leaves it out.
HINT_AFTER = timedelta(seconds=10)
HINT_GOOD_FOR = HINT_AFTER / 2


class LiveQuerySet(KeysetQuerySet):
    """`live` and `listed` for editions and for the lookup rows that lead to them.

    Attributes:
        prefix: how the filters of this model reach an edition's columns.
    """

    prefix = ""

    def live(self, at: datetime | None = None) -> Self:
        """Keep what readers may see at `at` (default: now). The one rule of visibility."""
        now = timezone.now()
        at = at or now
        p = self.prefix
        rows = self.filter(
            build_span_filter(at, p), **{f"{p}is_notice": False, f"{p}withheld_at": None}
        )
        if p:  # the narrow row's own copy gives its index the start
            rows = rows.filter(first_live_at__lte=at)
        if at >= now - HINT_GOOD_FOR:
            rows = rows.filter(**{f"{p}is_over": False})
        return rows

    def listed(self, at: datetime | None = None) -> Self:
        """`live` less what keeps its address and leaves every list: retracted stories."""
        return self.live(at).filter(**{f"{self.prefix}is_listed": True})

    def still_public(self) -> Self:
        """Keep those of stories that readers may see today as well.

        A public view of the past leaves out what has been withdrawn since.
        """
        editions = apps.get_model("articles", "Edition")._default_manager
        today = editions.live().filter(article_id=OuterRef("article_id"))
        return self.filter(Exists(today))
