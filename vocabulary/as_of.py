"""The date and time a public page is drawn for: now, or a past one asked for with `?at=`.

The clock is read once per request and the answer stays on the request.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Protocol, Self, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .cache_deps import mark_cacheable

# The first day of the calendar overflows when it is shown west of Greenwich.
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)


class DatedRequest(HttpRequest):
    """A request with the time it is drawn for. For type checkers; no instance is ever made."""

    moment: datetime
    looks_back: bool


class PublicRows(Protocol):
    """A queryset of editions, or of rows that lead to editions: see articles.models.edition."""

    def live(self, at: datetime | None = None) -> Self: ...
    def listed(self, at: datetime | None = None) -> Self: ...
    def still_public(self) -> Self: ...


Rows = TypeVar("Rows", bound=PublicRows)


def page_time(request: HttpRequest) -> datetime:
    """Return the date and time to draw for: now, or the past one in `?at=` (ISO 8601).

    A time without a zone is the outlet's. What is ill-formed or not yet past is ignored.
    """
    if not hasattr(request, "moment"):
        now = timezone.now()
        asked = parse_time(request.GET.get("at", ""))
        if asked is not None and EARLIEST <= asked < now:
            set_page_time(request, asked, looks_back=True)
        else:
            set_page_time(request, now)
    return cast(DatedRequest, request).moment


def looks_back(request: HttpRequest) -> bool:
    """Tell whether a page is drawn for a past time that was asked for."""
    return getattr(request, "looks_back", False)


def set_page_time(request: HttpRequest, at: datetime, *, looks_back: bool = False) -> None:
    """Put the date and time a page is drawn for on its request."""
    dated = cast(DatedRequest, request)
    dated.moment, dated.looks_back = at, looks_back


def parse_time(text: str) -> datetime | None:
    """Read a date and time in ISO 8601; one without a zone is the outlet's. None if it is none."""
    # A plus sign in a query string arrives as a space unless it was written %2B.
    for spelling in (text, text.replace(" ", "+")):
        try:
            moment = parse_datetime(spelling)
            if moment is not None:
                aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
                return aware.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def allow_past_time(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a public view be drawn as of `?at=`; such a page is neither cached nor indexed."""

    @wraps(view)
    def draw(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        mark_cacheable(page_time(request))
        response = view(request, *args, **kwargs)
        if looks_back(request):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return draw


def live_for(request: HttpRequest, rows: Rows) -> Rows:
    """Keep what the readers of this request may see; of the past, only what still stands today."""
    rows = rows.live(page_time(request))
    return rows.still_public() if looks_back(request) else rows


def listed_for(request: HttpRequest, rows: Rows) -> Rows:
    """`live_for` less what keeps its address and leaves every list."""
    rows = rows.listed(page_time(request))
    return rows.still_public() if looks_back(request) else rows
