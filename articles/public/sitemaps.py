"""Sitemaps: an index, one file for each month, one of lists, and one of the last two days' news.

Source: https://www.sitemaps.org/protocol.html,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from outlet.middleware import outlet_of
from vocabulary.cache_deps import mark_cacheable

from ..editions import with_listed_stories
from ..models import NOT_IN_NEWS_SITEMAP, Edition
from . import archive
from .feeds.entries import writable

MOST = 50_000  # addresses in a file, by the protocol: of a month with more, the newest
MOST_OF_A_KIND = 10_000  # authors, topics, sources
MOST_NEWS = 1000
NEWS_FOR = timedelta(hours=48)
_URLSET = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the other sitemaps, each with the last change in it that readers were told of."""
    mark_cacheable(now := timezone.now())
    changes = archive.changes(Edition.objects.listed(now))
    newest = max(changes.values(), default=None)
    entries = [_sitemap(request, reverse("sitemap_pages"), newest)]
    for month in sorted(changes, reverse=True):
        path = reverse("sitemap_month", args=[f"{month:%Y}", f"{month:%m}"])
        entries.append(_sitemap(request, path, changes[month]))
    return _xml(f'<sitemapindex xmlns="{_URLSET}">', entries, "</sitemapindex>")


def _sitemap(request: HttpRequest, path: str, changed: datetime | None) -> str:
    return f"<sitemap>{_loc(request, path)}{_lastmod(changed) if changed else ''}</sitemap>"


@require_safe
def sitemap_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """List the stories of a month of the outlet's, newest first."""
    if not (1 <= int(month) <= 12 and 1 <= int(year) <= 9998):
        raise Http404
    first = date(int(year), int(month), 1)
    mark_cacheable(now := timezone.now())
    rows = (
        Edition.objects.listed(now)
        .filter(dated_on__gte=first, dated_on__lt=archive.month_after(first))
        .order_by("-dated_on", "-first_live_at", "-article_id")
        .values_list("path", "readers_changed_at")[:MOST]
    )
    entries = [f"{_loc(request, f'/{path}')}{_lastmod(moved)}" for path, moved in rows]
    if not entries:
        raise Http404
    return _urlset(entries)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """List the front page and the sections, authors, topics and sources with a live story."""
    mark_cacheable(now := timezone.now())
    known = [
        owner
        for kind in (
            with_listed_stories.sections,
            with_listed_stories.authors,
            with_listed_stories.topics,
            with_listed_stories.sources,
        )
        for owner in kind(now).order_by("pk")[:MOST_OF_A_KIND]
    ]
    paths = [reverse("home"), *(owner.get_absolute_url() for owner in known)]
    return _urlset(_loc(request, path) for path in paths)


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """List the news of the last 48 hours: headlines, nothing sponsored, at most a thousand."""
    now, outlet = timezone.now(), outlet_of(request)
    rows = (
        Edition.objects.listed(now)
        .filter(first_live_at__gt=now - NEWS_FOR)
        .exclude(kind__in=NOT_IN_NEWS_SITEMAP)
        .newest_first()
        .values_list("path", "readers_changed_at", "first_live_at", "headline")[:MOST_NEWS]
    )
    publication = (
        f"<news:publication><news:name>{_text(outlet.name)}</news:name>"
        f"<news:language>{_news_language(outlet.language)}</news:language></news:publication>"
    )
    entries = [
        f"{_loc(request, f'/{path}')}{_lastmod(changed)}<news:news>{publication}"
        f"<news:publication_date>{_moment(first)}</news:publication_date>"
        f"<news:title>{_text(headline)}</news:title></news:news>"
        for path, changed, first, headline in rows
    ]
    # The schema wants one address at least; on a quiet day that is the front page, as no news.
    return _urlset(entries or [_loc(request, reverse("home"))], f' xmlns:news="{_NEWS}"')


def _news_language(tag: str) -> str:
    """Return ISO 639, as the news sitemap wants it; Chinese alone keeps its script."""
    primary, *rest = tag.lower().split("-")
    if primary == "zh":
        return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-cn"
    return primary


def _loc(request: HttpRequest, path: str) -> str:
    root = f"{request.scheme}://{request.get_host()}"
    return f"<loc>{escape(root + iri_to_uri(path))}</loc>"


def _lastmod(moment: datetime) -> str:
    return f"<lastmod>{_moment(moment)}</lastmod>"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _text(text: str) -> str:
    return escape(writable(text))


def _urlset(entries: Iterable[str], more: str = "") -> HttpResponse:
    urls = (f"<url>{entry}</url>" for entry in entries)
    return _xml(f'<urlset xmlns="{_URLSET}"{more}>', urls, "</urlset>")


def _xml(begin: str, entries: Iterable[str], end: str) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', begin, *entries, end]
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
