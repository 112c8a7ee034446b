"""The desk's first page: what needs attention next. Each panel is a fixed number of queries."""

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
from vocabulary.visibility import visible_to

from .alerts import Alert, find_alerts
from .models import Commission, Mention
from .story.commissions import may_commission

REVIEW_LIMIT = timedelta(hours=4)  # a story in review for longer is marked as late
AHEAD = timedelta(hours=24)
RECENT = timedelta(days=30)  # how far back “Live now” looks for the latest changes
SHOWN = 8


@dataclass
class InReview:
    """A story in review, and for how long."""

    story: Article
    age: timedelta

    @property
    def minutes(self) -> int:
        return int(self.age.total_seconds() // 60)

    @property
    def is_late(self) -> bool:
        return self.age > REVIEW_LIMIT


@dataclass
class OwnStory:
    """A story somebody works on, with the deadline of its commission while that is open."""

    story: Article
    due_at: datetime | None = None
    is_late: bool = False


@dataclass
class Dashboard:
    """The panels of one person's first page. None: they may not see that panel."""

    now: datetime
    may_write: bool
    may_commission: bool = False
    in_review: list[InReview] | None = None
    messages: list[Mention] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    own_stories: list[OwnStory] = field(default_factory=list)
    live: list[Edition] = field(default_factory=list)
    scheduled: list[Edition] | None = None
    authors: list[Author] = field(default_factory=list)
    bios: list[BioProposal] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    expiring: list[Photo] = field(default_factory=list)

    @property
    def review_limit(self) -> int:
        """How long a story may be in review, in minutes."""
        return int(REVIEW_LIMIT.total_seconds() // 60)

    @property
    def is_empty(self) -> bool:
        stories = self.in_review or self.own_stories or self.live or self.scheduled or self.messages
        return not (stories or self.authors or self.bios or self.photos or self.expiring)


def build_dashboard(user: User) -> Dashboard:
    """Load the panels `user` may see."""
    now = timezone.now()
    board = Dashboard(now, may_write=user.has_perm("articles.add_article"))
    board.may_commission = may_commission(user)
    if user.has_perm("articles.view_article"):
        stories = visible_to(Article.objects.not_trashed(), user)
        if user.has_perm("articles.approve_article"):
            board.in_review = _list_in_review(stories, now)
            board.alerts = find_alerts(stories, user, now)
        if user.has_perm("articles.change_article"):
            board.own_stories = _list_own_stories(stories, user, now)
        board.messages = _list_messages(user)
        board.live = _list_live(stories, user, now)
        board.scheduled = _list_scheduled(stories, user, now)
    if user.has_perm("authors.change_author"):
        board.authors = list(
            visible_to(Author.objects.unchecked(), user).order_by("created_at")[:SHOWN]
        )
    if user.has_perm("authors.approve_bio"):
        waiting = visible_to(BioProposal.objects.open(), user).select_related("author")
        board.bios = list(waiting.order_by("made_at")[:SHOWN])
    if user.has_perm("photos.change_photo"):
        photos = visible_to(Photo.objects.not_trashed(), user)
        board.photos = list(photos.incomplete().order_by("uploaded_at")[:SHOWN])
        board.expiring = list(photos.expiring(now)[:SHOWN])
        attach_live_stories(board.expiring, now)
    return board


def _list_in_review(stories: ArticleQuerySet, now: datetime) -> list[InReview]:
    """Return the stories in review, the longest waiting first."""
    rows = stories.filter(status=Article.Status.IN_REVIEW).order_by("submitted_at", "pk")
    loaded = rows.select_related("section", "created_by", "assignee", "commission").defer("body")
    return [
        InReview(story, now - (story.submitted_at or story.changed_at)) for story in loaded[:SHOWN]
    ]


def _list_own_stories(visible: ArticleQuerySet, user: User, now: datetime) -> list[OwnStory]:
    """Return what a person works on: stories sent back, then those due, then the last changed."""
    rows = visible.select_related("section").defer("body")
    own = visible.filter(Q(created_by=user) | Q(assignee=user))
    due = visible_to(Commission.objects.waiting(own, now), user).select_related("article__section")
    found = {
        commission.article_id: OwnStory(
            commission.article, commission.due_at, commission.is_late(now)
        )
        for commission in due.defer("article__body")[:SHOWN]
    }
    latest: list[Article] = []
    for whose in ({"created_by": user}, {"assignee": user}):  # an OR of the two would use no index
        latest += rows.filter(**whose).order_by("-changed_at")[: SHOWN * 2]
    latest.sort(key=lambda story: story.changed_at, reverse=True)
    for story in latest:
        found.setdefault(story.pk, OwnStory(story))
    stories = sorted(found.values(), key=lambda own: not own.story.review_note)[:SHOWN]
    attach_story_states([own.story for own in stories], now)
    return stories


def _list_messages(user: User) -> list[Mention]:
    """Return the last message to a person on each story where they have not answered."""
    mentions = visible_to(user.mentions.unanswered(user), user)
    rows = mentions.select_related("note__article", "note__by")
    latest: dict[int, Mention] = {}
    for mention in rows.defer("note__article__body").order_by("-pk")[: SHOWN * 8]:
        latest.setdefault(mention.note.article_id, mention)
    return list(latest.values())[:SHOWN]


def _list_live(stories: ArticleQuerySet, user: User, now: datetime) -> list[Edition]:
    """Return the live stories that changed last, as readers have them."""
    return list(
        visible_to(Edition.objects.live(now), user)
        .filter(stories.exists_for(), live_from__gt=now - RECENT)
        .select_related("section")
        .defer("body", "printed")
        .order_by("-live_from", "-article_id")[:SHOWN]
    )


def _list_scheduled(stories: ArticleQuerySet, user: User, now: datetime) -> list[Edition]:
    """Return what goes live, or is withdrawn, within 24 hours, in order."""
    return list(
        visible_to(Edition.objects.pending(now), user)
        .filter(stories.exists_for(), live_from__lte=now + AHEAD)
        .select_related("section", "article")
        .defer("body", "printed", "article__body")
        .order_by("live_from", "article_id")[: SHOWN * 2]
    )
