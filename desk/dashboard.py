"""The desk's first page: what needs a hand next. Each panel is a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Edition
from articles.models.article import ArticleQuerySet
from articles.workflow.state import attach_story_states
from authors.models import Author, BioProposal
from photos.models import Photo
from photos.usage import attach_live_stories
from staff.models import User

from .alerts import Warning, warnings_for
from .models import Commission, Mention
from .story.commissions import may_commission

LATE = timedelta(hours=4)  # a story in review for longer is marked
AHEAD = timedelta(hours=24)
LATELY = timedelta(days=30)  # how far back “live now” looks for the last changes
SHOWN = 8


@dataclass
class Desk:
    """What one person finds on the desk. None: not theirs to see."""

    now: datetime
    may_write: bool
    may_commission: bool = False
    waiting: list[Article] | None = None
    said: list[Mention] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    mine: list[Article] = field(default_factory=list)
    live: list[Edition] = field(default_factory=list)
    coming: list[Edition] | None = None
    authors: list[Author] = field(default_factory=list)
    bios: list[BioProposal] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    ending: list[Photo] = field(default_factory=list)

    @property
    def late_after(self) -> int:
        """The limit for a story in review, in minutes."""
        return int(LATE.total_seconds() // 60)

    @property
    def is_bare(self) -> bool:
        stories = self.waiting or self.mine or self.live or self.coming or self.said
        return not (stories or self.authors or self.bios or self.photos or self.ending)


def for_person(user: User) -> Desk:
    """Gather the panels `user` may see."""
    now = timezone.now()
    desk = Desk(now, may_write=user.has_perm("articles.add_article"))
    desk.may_commission = may_commission(user)
    if user.has_perm("articles.view_article"):
        open_to = Article.objects.not_trashed().open_to(user)
        if user.has_perm("articles.approve_article"):
            desk.waiting = _waiting(open_to, now)
            desk.warnings = warnings_for(open_to, now)
        if user.has_perm("articles.change_article"):
            desk.mine = _mine(open_to, user, now)
        desk.said = _said(user)
        desk.live = _live(open_to, now)
        desk.coming = _coming(open_to, now)
    if user.has_perm("authors.change_author"):
        desk.authors = list(Author.objects.unchecked().order_by("created_at")[:SHOWN])
    if user.has_perm("authors.approve_bio"):
        waiting = BioProposal.objects.open().select_related("author")
        desk.bios = list(waiting.order_by("made_at")[:SHOWN])
    if user.has_perm("photos.change_photo"):
        desk.photos = list(Photo.objects.not_trashed().incomplete().order_by("uploaded_at")[:SHOWN])
        desk.ending = list(Photo.objects.not_trashed().expiring(now)[:SHOWN])
        attach_live_stories(desk.ending, now)
    return desk


def _waiting(open_to: ArticleQuerySet, now: datetime) -> list[Article]:
    """Return what is in review, oldest first, with its age in minutes."""
    rows = open_to.filter(status=Article.Status.IN_REVIEW).order_by("submitted_at", "pk")
    stories = list(
        rows.select_related("section", "created_by", "assignee", "commission").defer("body")[:SHOWN]
    )
    for story in stories:
        story.age = now - (story.submitted_at or story.changed_at)
        story.age_minutes = int(story.age.total_seconds() // 60)
        story.is_late = story.age > LATE
    return stories


def _mine(open_to: ArticleQuerySet, user: User, now: datetime) -> list[Article]:
    """Return what a person works on: what was sent back, what is due, what was changed last."""
    rows = open_to.select_related("section").defer("body")
    mine = open_to.filter(Q(created_by=user) | Q(assignee=user))
    due = Commission.objects.waiting(mine, now).select_related("article__section")
    commissions = {each.article_id: each for each in due.defer("article__body")[:SHOWN]}
    latest: list[Article] = []
    for whose in ({"created_by": user}, {"assignee": user}):  # each by its index; one OR has none
        latest += rows.filter(**whose).order_by("-changed_at")[: SHOWN * 2]
    latest.sort(key=lambda story: story.changed_at, reverse=True)
    found = {each.pk: each for each in [*(c.article for c in commissions.values()), *latest]}
    for pk, commission in commissions.items():
        found[pk].due_at, found[pk].is_late = commission.due_at, commission.is_late(now)
    stories = sorted(found.values(), key=lambda story: not story.review_note)[:SHOWN]
    attach_story_states(stories, now)
    return stories


def _said(user: User) -> list[Mention]:
    """Return what was said last to a person on each story they have not answered on."""
    rows = user.mentions.unanswered(user).select_related("note__article", "note__by")
    latest: dict[int, Mention] = {}
    for mention in rows.defer("note__article__body").order_by("-pk")[: SHOWN * 8]:
        latest.setdefault(mention.note.article_id, mention)
    return list(latest.values())[:SHOWN]


def _live(open_to: ArticleQuerySet, now: datetime) -> list[Edition]:
    return list(
        Edition.objects.live(now)
        .filter(open_to.exists_for(), live_from__gt=now - LATELY)
        .select_related("section")
        .defer("body", "printed")
        .order_by("-live_from", "-article_id")[:SHOWN]
    )


def _coming(open_to: ArticleQuerySet, now: datetime) -> list[Edition]:
    return list(
        Edition.objects.pending(now)
        .filter(open_to.exists_for(), live_from__lte=now + AHEAD)
        .select_related("section", "article")
        .defer("body", "printed", "article__body")
        .order_by("live_from", "article_id")[: SHOWN * 2]
    )
