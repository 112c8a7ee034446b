"""Readers' pages of stories. They read editions and nothing of the desk's working copy."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vocabulary.moment import at_asked_moment, listed_for, live_for
from vocabulary.paging import page_of

from .models import Address, Edition, Section, Topic
from .pages import article_page
from .structured import news_article

PER_PAGE = 20
PER_DAY = 50


@at_asked_moment
def article(request: HttpRequest, section: str, day: date, slug: str) -> HttpResponse:
    """Show the story at an address; an old address leads to the new one."""
    path = f"{section}/{day.isoformat().replace('-', '/')}/{slug}/"
    address = Address.objects.filter(path=path).values_list("article_id", flat=True).first()
    if address is None:
        raise Http404
    editions = Edition.objects.filter(article_id=address)
    edition = live_for(request, editions).for_page().first()
    if edition is None:
        return gone_or_missing(request, address)
    if request.path_info != edition.get_absolute_url() and not request.looks_back:
        return redirect(edition.get_absolute_url(), permanent=True)
    page = article_page(edition, request.moment, looks_back=request.looks_back)
    context = {"page": page, "described": news_article(page, request)}
    return render(request, "articles/article.html", context)


def gone_or_missing(request: HttpRequest, article_id: int) -> HttpResponse:
    """Say that a story was withdrawn, or withheld, and why; else there is nothing here.

    A view of the past says so too of a story that has gone since.
    """
    rows = Edition.objects.filter(article_id=article_id)
    for moment in dict.fromkeys([request.moment, timezone.now()]):
        if notice := rows.notices(moment).first():
            return render(request, "410.html", {"notice": notice}, status=410)
        if tombstone := rows.tombstones(moment).first():
            return render(request, "410.html", {"tombstone": tombstone}, status=410)
    raise Http404


@at_asked_moment
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a section, newest first."""
    section = get_object_or_404(Section, slug=slug)
    page = page_of(listed_for(request, section.editions).for_cards(), request, PER_PAGE)
    return render(request, "articles/section.html", {"section": section, "page": page})


@at_asked_moment
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a topic and its stories. A topic no reader has met yet has no page."""
    topic = get_object_or_404(Topic, slug=slug)
    page = page_of(listed_for(request, topic.edition_rows).for_cards(), request, PER_PAGE)
    if not page.rows and not live_for(request, topic.edition_rows).exists():
        raise Http404
    editions = [row.edition for row in page.rows]
    context = {"topic": topic, "page": page, "editions": editions}
    return render(request, "articles/topic.html", context)


@at_asked_moment
def archive_day(request: HttpRequest, day: date) -> HttpResponse:
    """Show what was first published on a day of the outlet's."""
    today = timezone.localdate(request.moment)
    if day > today:
        raise Http404
    editions = listed_for(request, Edition.objects).on_day(day).for_cards()
    context = {
        "day": day,
        "page": page_of(editions, request, PER_DAY),
        "day_before": day - timedelta(days=1) if day > date.min else None,
        "day_after": day + timedelta(days=1) if day < today else None,
    }
    return render(request, "articles/archive_day.html", context)
