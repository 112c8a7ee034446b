"""A story as readers had it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Edition
from articles.public.article_page import article_page

from .panels import private, story_for


def edition(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Draw one edition as readers had it, or have it, or will."""
    story = story_for(request, pk)
    found = get_object_or_404(Edition.objects.for_page(), article=story, number=number)
    if found.is_notice or found.withheld_at:
        context = {"title": _("Edition %(n)s") % {"n": number}, "story": story, "edition": found}
        return private(
            render(
                request, "desk/edition_empty.html", {**admin.site.each_context(request), **context}
            )
        )
    now = timezone.now()
    at = now if found.is_live(now) else found.live_from
    page = article_page(found, at, looks_back=True)
    context = {"page": page, "story": story, "said": _when(found, now)}
    return private(render(request, "desk/preview.html", context))


def _when(found: Edition, now: datetime) -> str:
    named = {"n": found.number}
    if found.is_cancelled:
        return _("Edition %(n)s. It was called off: readers never had it.") % named
    if found.live_from > now:
        return _("Edition %(n)s. It is scheduled: readers do not have it yet.") % named
    if found.is_live(now):
        return _("Edition %(n)s, as readers have it.") % named
    return _("Edition %(n)s, as readers had it.") % named
