"""Alerts for the dashboard: stories that need attention soon.

Each function in FINDERS yields a few alerts for one person, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import Article, Citation, Edition, Review
from articles.models.article import ArticleQuerySet
from sources.models import Link
from staff.models import User
from vocabulary.visibility import visible_to

from .models import Commission

SHOWN = 3  # of each kind
RECENT = timedelta(days=2)
AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class Alert:
    """What is wrong with a story, and where to fix it."""

    headline: str
    url: str
    sentence: str
    is_urgent: bool = False


AlertFinder = Callable[[ArticleQuerySet, User, datetime], Iterator[Alert]]


def find_alerts(stories: ArticleQuerySet, user: User, now: datetime) -> list[Alert]:
    """Collect the alerts about the stories somebody may see, urgent ones first."""
    found = [alert for find in FINDERS for alert in find(stories, user, now)]
    return sorted(found, key=lambda alert: not alert.is_urgent)


def find_source_reviews(stories: ArticleQuerySet, user: User, now: datetime) -> Iterator[Alert]:
    """Find stories with an open review, because a source they cite is under review."""
    reviews = visible_to(Review.objects.open(), user).filter(stories.exists_for())
    reviews = reviews.select_related("article", "source").defer("article__body")
    for review in reviews.order_by("opened_at", "pk")[:SHOWN]:
        named = {"source": review.source, "reason": review.reason}
        sentence = _("Check this story: the source %(source)s is under review. %(reason)s") % named
        yield _make_alert(review.article, sentence, is_urgent=True)


def find_overdue(stories: ArticleQuerySet, user: User, now: datetime) -> Iterator[Alert]:
    """Find commissioned stories past their deadline, neither submitted nor published."""
    late = visible_to(Commission.objects.waiting(stories, now), user).filter(due_at__lt=now)
    late = late.select_related("article__assignee").defer("article__body")
    for commission in late[:SHOWN]:
        story = commission.article
        if story.assignee:
            sentence = _("Overdue since %(when)s, assigned to %(who)s.")
        else:
            sentence = _("Overdue since %(when)s, not assigned.")
        when = date_format(localtime(commission.due_at), "j M, H:i")
        named = {"when": when, "who": story.assignee}
        yield _make_alert(story, sentence % named, is_urgent=True)


def find_missing_pictures(stories: ArticleQuerySet, user: User, now: datetime) -> Iterator[Alert]:
    """Find stories without a picture that went live lately or are about to."""
    bare = visible_to(Edition.objects.filter(stories.exists_for()), user).defer("body", "printed")
    # As an exclusion: filtering on NULL walks the index of photos, where most rows are NULL.
    bare = bare.exclude(lead_photo__isnull=False)
    coming = bare.pending(now).filter(is_notice=False, live_from__lte=now + AHEAD)
    for edition in coming.order_by("live_from", "pk")[:SHOWN]:
        named = {"when": date_format(localtime(edition.live_from), "D H:i")}
        sentence = _("Goes live %(when)s without a photo.") % named
        yield _make_alert(edition, sentence, is_urgent=True)
    lately = bare.listed(now).filter(first_live_at__gt=now - RECENT)
    for edition in lately.order_by("-first_live_at", "-article_id")[:SHOWN]:
        yield _make_alert(edition, _("Live without a photo."))


def find_dead_links(stories: ArticleQuerySet, user: User, now: datetime) -> Iterator[Alert]:
    """Find live stories citing a dead link that has no archived copy."""
    live = Edition.objects.live(now).filter(article=OuterRef("article"))
    links = Link.objects.filter(dead_since__isnull=False).values("pk")  # few, so filtered first
    dead = visible_to(Citation.objects.all(), user).filter(
        Exists(live), stories.exists_for(), archived_url="", link__in=links
    )
    dead = dead.select_related("article", "source", "link").defer("article__body")
    for citation in dead.order_by("-link__dead_since", "pk")[:SHOWN]:
        named = {
            "source": citation.source,
            "told": citation.link.status_text if citation.link else "",
        }
        sentence = _("The link to %(source)s is %(told)s.") % named
        yield _make_alert(citation.article, sentence)


def _make_alert(row: Article | Edition, sentence: str, *, is_urgent: bool = False) -> Alert:
    pk = row.article_id if isinstance(row, Edition) else row.pk
    url = reverse("admin:articles_article_change", args=[pk])
    return Alert(row.headline or str(pk), url, sentence, is_urgent)


FINDERS: list[AlertFinder] = [
    find_source_reviews,
    find_overdue,
    find_missing_pictures,
    find_dead_links,
]
