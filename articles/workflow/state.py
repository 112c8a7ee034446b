"""Where a story stands: read off its editions at a moment, for one story or a list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ..models import Article, Edition


class State(models.TextChoices):
    """Where a story stands, for the desk. The first three are its status; the rest is read off."""

    DRAFT = "draft", gettext_lazy("Draft")
    IN_REVIEW = "in_review", gettext_lazy("In review")
    READY = "ready", gettext_lazy("Ready")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    LIVE = "live", gettext_lazy("Live")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    SPIKED = "spiked", gettext_lazy("Spiked")


@dataclass(frozen=True)
class StoryState:
    """A story's editions, read at one moment.

    Attributes:
        live: what readers have, if anything. A withheld edition is not live.
        pending: what begins later: an edition or a notice of withdrawal.
        notice: the withdrawal in force.
        last: the newest edition that readers really had.
        top: the newest number, cancelled ones included: the end of the chain.
    """

    state: State
    live: Edition | None = None
    pending: Edition | None = None
    notice: Edition | None = None
    last: Edition | None = None
    top: Edition | None = None

    @property
    def is_in_review(self) -> bool:
        return self.state is State.IN_REVIEW

    @property
    def is_withdrawn(self) -> bool:
        return self.state is State.WITHDRAWN

    @property
    def is_withheld(self) -> bool:
        """Say whether nothing that was published, or is to be, has its words any more."""
        last = self.last or self.top
        return bool(last and last.withheld_at) and not (self.live or self.pending)


def read_story_state(article: Article, at: datetime | None = None) -> StoryState:
    """Read off where a story stands at `at` (default: now)."""
    at = at or timezone.now()
    return read_story_state_from(
        article, list(article.editions.order_by("number").defer("body")), at
    )


def read_story_state_from(article: Article, editions: list[Edition], at: datetime) -> StoryState:
    """Work out the standing from all editions of a story, in order of number."""
    live = pending = notice = last = None
    for edition in editions:
        if edition.is_cancelled:
            continue
        if edition.live_from > at:
            pending = edition
        elif edition.is_notice:
            notice = edition if at < edition.live_until else notice
        else:
            if last is None or edition.live_from > last.live_from:
                last = edition
            live = edition if edition.is_live(at) else live
    if article.is_spiked:
        state = State.SPIKED
    elif live:
        state = State.LIVE
    elif pending and not pending.is_notice:
        state = State.SCHEDULED
    elif last:
        state = State.WITHDRAWN
    else:
        state = State(article.status)
    return StoryState(state, live, pending, notice, last, editions[-1] if editions else None)


def attach_story_states(articles: Iterable[Article], at: datetime) -> None:
    """Set `standing` on each story, read off all their editions at once."""
    articles = list(articles)
    editions = defaultdict(list)
    rows = Edition.objects.filter(article__in=articles).order_by("article_id", "number")
    for edition in rows.defer("body", "printed", "card"):
        editions[edition.article_id].append(edition)
    for article in articles:
        article.story_state = read_story_state_from(article, editions[article.pk], at)
