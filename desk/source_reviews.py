"""A source at the desk: what rests on it, every quotation, and what to do if it is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_tasks import task

from articles.body.source_marks import SourceMark, source_marks_in
from articles.editions.snapshot import rests_on
from articles.models import Article, Citation, Edition, Review
from articles.workflow import ActionRefused, close_review, open_reviews
from articles.workflow.source_reviews import LONGEST, editions_citing
from outlet.models import Outlet
from sources.models import Source
from vocabulary.refusal import Refused

from .story.notes import say
from .story.panels import panel_act, private

SHOWN = 50  # stories with their quotations, and reviews
BATCH = 200  # stories whose writers a task tells before it hands on


@dataclass(frozen=True)
class Resting:
    """A live story that rests on a source: on what terms, and its words that are tied to it."""

    edition: Edition
    terms: str
    ties: list[SourceMark]
    is_reviewed: bool


def _source(request: HttpRequest, pk: int) -> Source:
    """Return a source, for those who see sources and all copy: drafts and names are told here."""
    if not request.user.has_perms(["sources.view_source", "articles.see_all_copy"]):
        raise PermissionDenied
    return get_object_or_404(Source, pk=pk)


@require_safe
def source_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the live stories that rest on a source, with every quotation and its date."""
    source, now = _source(request, pk), timezone.now()
    rows = editions_citing(source, now)
    reviews = Review.objects.filter(source=source).select_related("article", "opened_by")
    open_for = reviews.open().values_list("article", flat=True)
    editions = list(rows.select_related("section")[: SHOWN + 1])
    reviewed = set(open_for.filter(article__in=[each.article_id for each in editions]))
    context = {
        "title": source.name,
        "source": source,
        "resting": [_resting(edition, source, reviewed) for edition in editions[:SHOWN]],
        "total": rows.count() if len(editions) > SHOWN else len(editions),
        "unreviewed": rows.exclude(article__in=open_for).count(),
        "waiting": list(reviews.open()[:SHOWN]),
        "to_review": reviews.open().count(),
        "untold": reviews.untold().count(),
        "closed": list(reviews.exclude(closed_at=None).select_related("closed_by")[:SHOWN]),
        "may_review": request.user.has_perm("articles.open_reviews"),
        "longest": LONGEST,
    }
    return private(
        render(request, "desk/source_ledger.html", {**admin.site.each_context(request), **context})
    )


def _resting(edition: Edition, source: Source, reviewed: set[int]) -> Resting:
    cited = (c for c in edition.printed["citations"] if rests_on(c) == source.pk)
    terms = next(cited).get("terms", Citation.Terms.ON_RECORD)
    ties = [tie for tie in source_marks_in(edition.body) if tie.source == source.pk]
    label = str(Citation.Terms(terms).label)
    return Resting(edition, label, ties, edition.article_id in reviewed)


@require_POST
def doubt(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a review on every live story that rests on a source, and have their writers told."""
    source = _source(request, pk)
    try:
        opened = open_reviews(source, by=request.user, reason=request.POST.get("reason", ""))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        tell_writers.enqueue(source.pk)
        n = len(opened)
        said = ngettext("%(n)s story is to be reviewed.", "%(n)s stories are to be reviewed.", n)
        messages.success(request, said % {"n": n})
    return HttpResponseRedirect(reverse("admin:source_ledger", args=[source.pk]))


@task()
def tell_writers(source_id: int) -> int:
    """Tell the writers of stories that are to be reviewed, a batch at a time.

    Started anew it finds what is left; two that run at once tell nobody twice.
    """
    untold = Review.objects.untold().filter(source=source_id)
    loaded = untold.select_related(
        "source", "opened_by", "article__created_by", "article__assignee"
    )
    batch = list(loaded.defer("article__body").order_by("pk")[:BATCH])
    with translation.override(Outlet.objects.current().language.lower()):
        for review in batch:
            with transaction.atomic():
                if untold.filter(pk=review.pk).update(is_told=True):
                    _tell(review)
    if len(batch) == BATCH:
        tell_writers.enqueue(source_id)
    return len(batch)


def _tell(review: Review) -> None:
    story, by = review.article, review.opened_by
    whose = {person for person in (story.created_by, story.assignee) if person and person.is_active}
    to = sorted(whose - {by}, key=lambda person: person.pk)
    told = {"source": review.source, "reason": review.reason}
    text = _("To be reviewed: %(source)s is in doubt. %(reason)s") % told
    say(story, by=by, text=text, to=to)


# --- the panel beside a story ---------------------------------------------------------------------


def reviews_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Gather what the panel of reviews draws."""
    reviews = story.reviews.open().select_related("source", "opened_by")
    may_review = request.user.has_perm("articles.open_reviews")
    return {
        "story": story,
        "reviews": list(reviews),
        "may_review": may_review,
        "longest": LONGEST,
    }


@panel_act("desk/panel_reviews.html", reviews_panel)
def close(request: HttpRequest, story: Article, review: int) -> str:
    """Close a review with what was found."""
    found = get_object_or_404(Review, pk=review, article=story)
    try:
        close_review(found, by=request.user, finding=request.POST.get(f"finding-{review}", ""))
    except ActionRefused as refused:
        raise Refused(str(refused)) from refused
    return _("Closed. What you found stays on the source’s page.")
