"""The About page, and the preview picture for links to the site."""

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
    """Show who runs the outlet, its standards, its corrections policy and its contacts."""
    mark_cacheable(timezone.now())
    return render(request, "outlet/about.html")


@require_safe
def site_picture(request: HttpRequest) -> HttpResponse:
    """Return the preview picture for pages without one of their own."""
    outlet = outlet_of(request)
    return picture_response(outlet, outlet.tagline or outlet.name)


def picture_response(outlet: Outlet, headline: str, kicker: str = "") -> HttpResponse:
    """Return a preview picture, from the cache if one with the same text was drawn lately."""
    text = (outlet.name, headline, kicker, outlet.accent)
    key = f"share:{sha256('|'.join(text).encode()).hexdigest()}"
    picture = cache.get_or_set(key, lambda: share_picture.draw_picture(*text), AN_HOUR)
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return response
