"""What could go wrong soon, for the desk's first page.

Each source of warnings is a function in SOURCES that gives a few for one person, in a fixed number
of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import Article, Citation, Edition, Review
from sources.models import Link

from .models import Commission

SHOWN = 3  # of each kind
RECENT = timedelta(days=2)
AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class Warning:
    """A thing to look at: what it is about, where to mend it, what is wrong."""

    about: str
    url: str
    sentence: str
    is_bad: bool = False


Source = Callable[[QuerySet[Article], datetime], Iterator[Warning]]


def warnings_for(open_to: QuerySet[Article], now: datetime) -> list[Warning]:
    """Gather the warnings about stories that somebody may see, the worst first."""
    found = [warning for source in SOURCES for warning in source(open_to, now)]
    return sorted(found, key=lambda warning: not warning.is_bad)


def overdue(open_to: QuerySet[Article], now: datetime) -> Iterator[Warning]:
    """Commissions whose time has passed, with nothing handed in or out."""
    late = Commission.objects.waiting(open_to, now).filter(due_at__lt=now)
    late = late.select_related("article__assignee").defer("article__body")
    for commission in late[:SHOWN]:
        story, due = commission.article, date_format(localtime(commission.due_at), "j M, H:i")
        named = {"at": due, "who": story.assignee or _("nobody")}
        yield _about(story, _("Was due %(at)s, with %(who)s.") % named, is_bad=True)


def without_picture(open_to: QuerySet[Article], now: datetime) -> Iterator[Warning]:
    """Stories without a picture that readers got lately or get soon."""
    bare = Edition.objects.filter(open_to.exists_for()).defer("body", "printed")
    # Said the other way round, or the index of photos is walked, where most rows have none.
    bare = bare.exclude(lead_photo__isnull=False)
    coming = bare.pending(now).filter(is_notice=False, live_from__lte=now + AHEAD)
    for edition in coming.order_by("live_from", "pk")[:SHOWN]:
        at = date_format(localtime(edition.live_from), "D H:i")
        yield _about(edition, _("Goes live %(at)s without a picture.") % {"at": at}, is_bad=True)
    lately = bare.listed(now).filter(first_live_at__gt=now - RECENT)
    for edition in lately.order_by("-first_live_at", "-article_id")[:SHOWN]:
        yield _about(edition, _("Readers have it without a picture."))


def in_doubt(open_to: QuerySet[Article], now: datetime) -> Iterator[Warning]:
    """Stories to be reviewed, since a source they rest on is in doubt."""
    reviews = Review.objects.open().filter(open_to.exists_for())
    reviews = reviews.select_related("article", "source").defer("article__body")
    for review in reviews.order_by("opened_at", "pk")[:SHOWN]:
        told = {"source": review.source, "reason": review.reason}
        sentence = _("To be reviewed: %(source)s is in doubt. %(reason)s") % told
        yield _about(review.article, sentence, is_bad=True)


def dead_links(open_to: QuerySet[Article], now: datetime) -> Iterator[Warning]:
    """Live stories with a citation whose link is dead and that has no archived copy."""
    live = Edition.objects.live(now).filter(article=OuterRef("article"))
    links = Link.objects.filter(dead_since__isnull=False).values("pk")  # few, and asked first
    dead = Citation.objects.filter(
        Exists(live), open_to.exists_for(), archived_url="", link__in=links
    )
    dead = dead.select_related("article", "source", "link").defer("article__body")
    for citation in dead.order_by("-link__dead_since", "pk")[:SHOWN]:
        told = {"source": citation.source, "told": citation.link.status_text}
        yield _about(citation.article, _("The link to %(source)s is %(told)s.") % told)


def _about(row: Article | Edition, sentence: str, *, is_bad: bool = False) -> Warning:
    pk = row.article_id if isinstance(row, Edition) else row.pk
    url = reverse("admin:articles_article_change", args=[pk])
    return Warning(row.headline or str(pk), url, sentence, is_bad)


SOURCES: list[Source] = [in_doubt, overdue, without_picture, dead_links]
