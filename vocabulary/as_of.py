"""The moment a page is drawn for: one reading of the clock per request, or one asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import TypeVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .cache_deps import drawn_for

# The first day of the calendar overflows when it is shown west of Greenwich.
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)

Rows = TypeVar("Rows", bound=models.QuerySet)


def asked_moment(request: HttpRequest) -> datetime:
    """Return the moment to draw for: now, or the past one in `?at=` (ISO 8601).

    A time without a zone is the outlet's. What is ill-formed or not yet past is ignored. The
    answer is kept as `request.moment`; `request.looks_back` says whether it was asked for.
    """
    if not hasattr(request, "moment"):
        now = timezone.now()
        asked = read_moment(request.GET.get("at", ""))
        request.looks_back = asked is not None and EARLIEST <= asked < now
        request.moment = asked if request.looks_back else now
    return request.moment


def read_moment(text: str) -> datetime | None:
    """Read a moment in ISO 8601; one without a zone is the outlet's. None where it is none."""
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


def at_asked_moment(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a public view be drawn as of `?at=`; such a page is kept and indexed by nobody."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        drawn_for(asked_moment(request))
        response = view(request, *args, **kwargs)
        if request.looks_back:
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return drawn


def live_for(request: HttpRequest, rows: Rows) -> Rows:
    """Keep what the readers of this request may see; of the past, only what still stands today."""
    rows = rows.live(asked_moment(request))
    return rows.still_public() if request.looks_back else rows


def listed_for(request: HttpRequest, rows: Rows) -> Rows:
    """`live_for` less what keeps its address and leaves every list."""
    rows = rows.listed(asked_moment(request))
    return rows.still_public() if request.looks_back else rows
