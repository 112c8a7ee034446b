"""A source at the desk: the stories citing it, every quotation, and reviews of those stories."""

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
from articles.editions.snapshot import source_id_of
from articles.models import Article, Citation, Edition, Review
from articles.workflow import ActionRefused, close_review, open_reviews
from articles.workflow.source_reviews import LONGEST, editions_citing
from outlet.models import Outlet
from sources.models import Source
from staff.models import user_of
from vocabulary.refusal import Refused
from vocabulary.visibility import visible_to

from .story.notes import post_note
from .story.panels import mark_private, panel_action

SHOWN = 50  # stories with their quotations, and reviews
BATCH = 200  # stories whose writers one task notifies before it starts the next


@dataclass(frozen=True)
class CitingStory:
    """A live story citing a source: on what terms, and the passages attributed to it."""

    edition: Edition
    terms: str
    attributions: list[SourceMark]
    is_reviewed: bool


def _get_source(request: HttpRequest, pk: int) -> Source:
    """Return a source, for those who may see sources and all copy: the page shows both."""
    if not request.user.has_perms(["sources.view_source", "articles.see_all_copy"]):
        raise PermissionDenied
    return get_object_or_404(visible_to(Source.objects.all(), request.user), pk=pk)


@require_safe
def show_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the live stories citing a source, with every quotation and its date."""
    source, now = _get_source(request, pk), timezone.now()
    user = user_of(request)
    rows = visible_to(editions_citing(source, now), user)
    reviews = visible_to(Review.objects.filter(source=source), user)
    reviews = reviews.select_related("article", "opened_by")
    open_for = reviews.open().values_list("article", flat=True)
    editions = list(rows.select_related("section")[: SHOWN + 1])
    reviewed = set(open_for.filter(article__in=[each.article_id for each in editions]))
    context = {
        "title": source.name,
        "source": source,
        "citing": [_describe_citing(edition, source, reviewed) for edition in editions[:SHOWN]],
        "total": rows.count() if len(editions) > SHOWN else len(editions),
        "unreviewed": rows.exclude(article__in=open_for).count(),
        "waiting": list(reviews.open()[:SHOWN]),
        "to_review": reviews.open().count(),
        "untold": reviews.untold().count(),
        "closed": list(reviews.exclude(closed_at=None).select_related("closed_by")[:SHOWN]),
        "may_review": request.user.has_perm("articles.open_reviews"),
        "longest": LONGEST,
    }
    context = {**admin.site.each_context(request), **context}
    return mark_private(render(request, "desk/source_ledger.html", context))


def _describe_citing(edition: Edition, source: Source, reviewed: set[int]) -> CitingStory:
    cited = (c for c in edition.printed["citations"] if source_id_of(c) == source.pk)
    terms = next(cited).get("terms", Citation.Terms.ON_RECORD)
    attributions = [mark for mark in source_marks_in(edition.body) if mark.source == source.pk]
    label = str(Citation.Terms(terms).label)
    return CitingStory(edition, label, attributions, edition.article_id in reviewed)


@require_POST
def review_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a review on every live story citing a source, and notify their writers."""
    source = _get_source(request, pk)
    try:
        reason = request.POST.get("reason", "")
        opened = open_reviews(source, by=user_of(request), reason=reason)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        notify_writers.enqueue(source.pk)
        n = len(opened)
        message = ngettext("Review opened on %(n)s story.", "Reviews opened on %(n)s stories.", n)
        messages.success(request, message % {"n": n})
    return HttpResponseRedirect(reverse("admin:source_ledger", args=[source.pk]))


@task()
def notify_writers(source_id: int) -> int:
    """Notify the writers of the stories under review, a batch at a time.

    Started again it goes on with those left; two that run at once notify nobody twice.
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
                    _notify_writer(review)
    if len(batch) == BATCH:
        notify_writers.enqueue(source_id)
    return len(batch)


def _notify_writer(review: Review) -> None:
    """Post a note on the story for its writer and whoever it is assigned to."""
    story, by = review.article, review.opened_by
    whose = {person for person in (story.created_by, story.assignee) if person and person.is_active}
    to = sorted(whose - {by}, key=lambda person: person.pk)
    named = {"source": review.source, "reason": review.reason}
    text = _("Check this story: the source %(source)s is under review. %(reason)s") % named
    post_note(story, by=by, text=text, to=to)


# --- the panel beside a story ---------------------------------------------------------------------


def build_reviews_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Return the context of the panel of reviews."""
    reviews = story.reviews.open().select_related("source", "opened_by")
    may_review = request.user.has_perm("articles.open_reviews")
    return {
        "story": story,
        "reviews": list(reviews),
        "may_review": may_review,
        "longest": LONGEST,
    }


@panel_action("desk/panel_reviews.html", build_reviews_panel)
def close_story_review(request: HttpRequest, story: Article, review: int) -> str:
    """Close a review, with what was found."""
    found = get_object_or_404(story.reviews, pk=review)
    try:
        close_review(found, by=user_of(request), finding=request.POST.get(f"finding-{review}", ""))
    except ActionRefused as refused:
        raise Refused(str(refused)) from refused
    return _("Review closed. Your outcome is on the source’s page.")
