"""Readers' pages of stories. They read editions and nothing of the desk's working copy."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from vocabulary.as_of import allow_past_time, listed_for, live_for, looks_back, page_time
from vocabulary.cache_deps import depends_on
from vocabulary.paging import NOBODYS, get_page

from ..models import Address, Edition, EditionTopic, Topic
from . import archive as archives
from .article_page import article_page
from .jsonld import describe_story

PER_PAGE = 20
PER_DAY = 50
NEAR = 4  # stories shown where one is gone


@allow_past_time
def article(request: HttpRequest, section: str, day: date, slug: str) -> HttpResponse:
    """Show the story at an address; an old address leads to the new one.

    An address that nobody may know of yet takes the same queries as one that is not there.
    """
    path = f"{section}/{day.isoformat().replace('-', '/')}/{slug}/"
    found = Address.objects.filter(path=path).values_list("article_id", flat=True).first()
    address = found or NOBODYS
    depends_on(f"article:{address}", tracked_by_row=[Address, Edition])
    editions = Edition.objects.filter(article_id=address)
    edition = live_for(request, editions).for_page().first()
    if edition is None:
        return gone_or_missing(request, address)
    if request.path_info != edition.get_absolute_url() and not looks_back(request):
        return redirect(edition.get_absolute_url(), permanent=True)
    page = article_page(edition, page_time(request), looks_back=looks_back(request))
    context = {"page": page, "described": describe_story(page, request)}
    return render(request, "articles/article.html", context)


def gone_or_missing(request: HttpRequest, article_id: int) -> HttpResponse:
    """Say that a story was withdrawn, or withheld, and why; else there is nothing here.

    A view of the past says so too of a story that has gone since.
    """
    rows = Edition.objects.filter(article_id=article_id)
    for moment in dict.fromkeys([page_time(request), timezone.now()]):
        if notice := rows.notices(moment).first():
            return _gone(request, notice, {"notice": notice})
        if tombstone := rows.tombstones(moment).first():
            return _gone(request, tombstone, {"tombstone": tombstone})
    raise Http404


def _gone(request: HttpRequest, edition: Edition, context: dict) -> HttpResponse:
    """Say why, and show what is near."""
    return render(request, "410.html", {**context, "near": near(request, edition)}, status=410)


def near(request: HttpRequest, gone: Edition) -> list[Edition]:
    """Return the newest stories of the section of one that is gone."""
    depends_on(f"in:{gone.section_id}")
    others = listed_for(request, gone.section.editions.all()).exclude(article=gone.article_id)
    return list(others.for_cards().newest_first()[:NEAR])


@allow_past_time
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a topic and its stories. A topic no reader has met yet has no page."""
    topic = Topic.objects.filter(slug=slug).first() or Topic(pk=NOBODYS)
    depends_on(f"about:{topic.pk}", tracked_by_row=[Topic, EditionTopic, Edition])
    page = get_page(listed_for(request, topic.edition_rows.all()).for_cards(), request, PER_PAGE)
    if not page.rows and not live_for(request, topic.edition_rows.all()).exists():
        raise Http404
    editions = [row.edition for row in page.rows]
    context = {"topic": topic, "page": page, "editions": editions}
    return render(request, "articles/topic.html", context)


@allow_past_time
def archive(request: HttpRequest) -> HttpResponse:
    """Show every year and month that has a story, the newest year first."""
    months = archives.months(listed_for(request, Edition.objects.all()))
    years = [(year, list(found)) for year, found in groupby(months, key=lambda each: each.year)]
    return render(request, "articles/archive.html", {"years": years[::-1]})


@allow_past_time
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show which days of a year have stories. A year without any has no page."""
    rows = listed_for(request, Edition.objects.all())
    days = archives.days_of_year(rows, year) if 0 < year < 9999 else None
    if not days:
        raise Http404
    before = archives.day_before(rows, date(year, 1, 1))
    after = archives.day_after(rows, date(year, 12, 31))
    stories = dict.fromkeys(days, 1)
    context = {
        "year": date(year, 1, 1),
        "months": [
            (month, archives.weeks(month, stories))
            for month in sorted({day.replace(day=1) for day in days})
        ],
        "year_before": before and before.year,
        "year_after": after and after.year,
    }
    return render(request, "articles/archive_year.html", context)


@allow_past_time
def archive_month(request: HttpRequest, month: date) -> HttpResponse:
    """Show how many stories each day of a month has. A month without any has no page."""
    rows = listed_for(request, Edition.objects.all())
    stories = archives.days_of_month(rows, month) if 0 < month.year < 9999 else {}
    if not stories:
        raise Http404
    last = archives.month_after(month) - timedelta(days=1)
    context = {
        "month": month,
        "weeks": archives.weeks(month, stories),
        "total": sum(stories.values()),
        "month_before": archives.day_before(rows, month),
        "month_after": archives.day_after(rows, last),
    }
    return render(request, "articles/archive_month.html", context)


@allow_past_time
def archive_day(request: HttpRequest, day: date) -> HttpResponse:
    """Show what was first published on a day of the outlet's."""
    today = timezone.localdate(page_time(request))
    if day > today:
        raise Http404
    rows = listed_for(request, Edition.objects.all())
    context = {
        "day": day,
        "page": get_page(rows.on_day(day).for_cards(), request, PER_DAY),
        "day_before": archives.day_before(rows, day),
        "day_after": archives.day_after(rows, day),
    }
    return render(request, "articles/archive_day.html", context)
