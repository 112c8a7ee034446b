"""The home page, the section pages, the breaking banner and the style sheet with the accents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition, Section
from authors.models import Author
from vocabulary.as_of import allow_past_time
from vocabulary.cache_deps import depends_on, mark_cacheable
from vocabulary.spans import parse_cursor

from . import pages


@allow_past_time
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page: the stories the desk placed, and the latest."""
    depends_on(tracked_by_row=[Author])
    when = pages.PointInTime.of(request)
    context = {"front": pages.load_home(when), "breaking": pages.find_breaking(when)}
    return render(request, "fronts/home.html", context)


@allow_past_time
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a section: its front, then plain pages of older stories."""
    section = get_object_or_404(Section, slug=slug)
    depends_on(f"in:{section.pk}", tracked_by_row=[Edition])
    when = pages.PointInTime.of(request)
    context: dict[str, Any] = {"section": section, "breaking": pages.find_breaking(when)}
    if parse_cursor(request.GET.get("before", "")):
        rows = when.keep_listed(section.editions.all()).for_cards()
        context["page"] = pages.load_older_page(rows, request)
    else:
        context["front"] = front = pages.load_section_front(section, when)
        context["page"] = pages.make_first_page(front, request)
    return render(request, "fronts/section.html", context)


@require_safe
def breaking(request: HttpRequest) -> HttpResponse:
    """Send the banner alone, or nothing, for pages that fetch it.

    Always as of now, and never cached past the start or end of a banner.
    """
    now = timezone.now()
    # Its max-age counts from now, so this site itself caches it for one second only.
    mark_cacheable(now, now + pages.SOON)
    depends_on(tracked_by_row=[Edition])
    context = {"breaking": pages.find_breaking(pages.PointInTime(now))}
    response = render(request, "fronts/breaking.html", context)
    response.headers["Cache-Control"] = f"public, max-age={pages.compute_breaking_max_age(now)}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def face(request: HttpRequest) -> HttpResponse:
    """Send the outlet's accent colours as a style sheet: the CSP allows no inline styles."""
    mark_cacheable(timezone.now())
    response = render(request, "fronts/face.css", content_type="text/css")
    response.headers["Cache-Control"] = "max-age=300"
    return response
