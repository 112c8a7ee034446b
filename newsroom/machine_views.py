"""What machines ask of the whole site, and search."""

from __future__ import annotations

from datetime import UTC, date

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import record
from articles.models import RecordedDay
from articles.search import find
from outlet.middleware import without_outlet

DAYS = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find stories by their words: always as of now, since the index knows no past."""
    request.moment, request.looks_back = timezone.now(), False
    query, before = request.GET.get("q", ""), request.GET.get("before")
    found = find(query, at=request.moment, before=before)
    context = {
        "query": found.query,
        "results": [{"edition": hit.edition, "extract": hit.extract_html} for hit in found.hits],
        "cursor": found.next_cursor,
        "suggestions": found.suggestions,
        "message": found.message,
    }
    response = render(request, "articles/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@without_outlet
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where not to go and where the sitemaps are. Source: RFC 9309"""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in settings.ROBOTS_DISALLOW),
        "",
        *(
            f"Sitemap: {request.build_absolute_uri(reverse(name))}"
            for name in ("sitemap", "news_sitemap")
        ),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
@without_outlet
def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether this process works and the database answers; 503 if not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    return JsonResponse({"status": "ok", "database": True})


@require_safe
@without_outlet
def public_record(request: HttpRequest) -> HttpResponse:
    """Show the record's lines, newest first, and how to check them. `?before=` a day goes on."""
    before = _day(request.GET.get("before", ""))
    lines = RecordedDay.objects.order_by("-day")
    page = list((lines.filter(day__lt=before) if before else lines)[: DAYS + 1])
    context = {
        "algorithm": record.ALGORITHM,
        "open": {"day": timezone.now().astimezone(UTC).date(), "is_open": True},
        "days": [
            {
                "day": line.day,
                "stories": line.stories,
                "previous_sha": line.previous_sha,
                "sha": line.sha,
            }
            for line in page[:DAYS]
        ],
    }
    if len(page) > DAYS:
        oldest = page[DAYS - 1].day
        context["next"] = request.build_absolute_uri(f"{request.path}?before={oldest}")
    return JsonResponse(context, json_dumps_params={"indent": 1})


def _day(text: str) -> date | None:
    """Read a day; None, the first page, for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
