"""Publishing in bulk, with spans of the past: imports and the demo site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outlet.models import Outlet
from staff.models import User
from vocabulary.spans import FOREVER

from ..editions import hash_chain
from ..editions.snapshot import Boxes, EditionMeta, make_edition, make_notice
from ..models import Article, Change, Edition
from ..models.reader_visibility import HINT_AFTER
from .addresses import claim_addresses
from .checklist import missing_details
from .transition import ActionRefused, insert_lookup_rows, read_clock


@dataclass(frozen=True)
class Backdated:
    """An edition for `publish_many`: a story as it is now, with a span of the past."""

    article: Article
    live_from: datetime
    live_until: datetime = FOREVER
    change: Change = Change.FIRST
    note: str = ""
    follows: Edition | None = None
    boxes: Boxes = field(default_factory=Boxes)

    @property
    def first_live_at(self) -> datetime:
        return self.follows.first_live_at if self.follows else self.live_from


def publish_many(stories: list[Backdated], *, by: User) -> list[Edition]:
    """Publish saved stories, each with a span of the past.

    The same copy function and the same record as `publish`; `recorded_at` is the real clock and so
    marks what readers did not see here on the day. Search is left to `rebuild_search`. The copy
    desk does not read what was printed elsewhere long ago: nobody would fix it, and reading
    costs ten times what inserting does.

    Args:
        stories: loaded with printing.load_for_printing; each story once. One with editions says
            which it `follows`, and that one's span must end where this begins.

    Raises: ActionRefused when `by` may not publish or a story lacks something, naming it.
    """
    if not by.has_perm("articles.publish_article"):
        raise ActionRefused(_("You don’t have permission to publish."))
    for story in stories:
        if story.change == Change.WITHDRAWAL:
            continue
        if missing := missing_details(story.article, story.live_from):
            raise ActionRefused(f"{story.article}: {missing[0].sentence}", missing=missing)
    outlet = Outlet.objects.current()
    with transaction.atomic():
        now = read_clock()
        hash_chain.close_days(now)
        firsts = [(story.article, story.first_live_at) for story in stories]
        paths = claim_addresses(firsts, outlet)
        editions = [
            _edition(story, path, now, outlet) for story, path in zip(stories, paths, strict=True)
        ]
        Edition.objects.bulk_create(editions, batch_size=500)
        insert_lookup_rows(editions)
        _mark_as_out(edition.article for edition in editions)
    return editions


def _mark_as_out(articles: Iterable[Article]) -> None:
    """Set `is_out` on stories published in bulk, as a transition does on each."""
    articles = list(articles)
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(is_out=True)
    for article in articles:
        article.is_out = True


def _edition(story: Backdated, path: str, now: datetime, outlet: Outlet) -> Edition:
    before = story.follows
    meta = EditionMeta.after(
        before,
        top=before,
        change=story.change,
        note=story.note,
        live_from=story.live_from,
        live_until=story.live_until,
        recorded_at=now,
        path=path,
        outlet=outlet,
    )
    if story.change == Change.WITHDRAWAL:
        if before is None:
            raise ValueError("A withdrawal follows the edition it takes from readers.")
        return make_notice(story.article, before, meta)
    edition = make_edition(story.article, meta, before=before, boxes=story.boxes)
    edition.is_over = story.live_until <= now - HINT_AFTER
    return edition
