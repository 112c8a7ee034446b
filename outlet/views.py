"""What the paper says of itself, and the picture that stands for it where it is shared."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vocabulary.cache_deps import mark_cacheable

from . import share_picture
from .middleware import outlet_of
from .models import Outlet

AN_HOUR = 3600


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show who makes the paper, how it works, how it corrects and how to reach it."""
    mark_cacheable(timezone.now())
    return render(request, "outlet/about.html")


@require_safe
def site_picture(request: HttpRequest) -> HttpResponse:
    """Send the picture for pages that have none of their own."""
    outlet = outlet_of(request)
    return picture_response(outlet, outlet.tagline or outlet.name)


def picture_response(outlet: Outlet, words: str, kicker: str = "") -> HttpResponse:
    """Draw a picture for sharing, or take it from the cache, where it lies by what is on it."""
    said = (outlet.name, words, kicker, outlet.accent)
    key = f"share:{sha256('|'.join(said).encode()).hexdigest()}"
    picture = cache.get_or_set(key, lambda: share_picture.drawn(*said), AN_HOUR)
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return response
