"""An edition of a story, as readers had it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Edition
from articles.public.article_page import article_page
from vocabulary.visibility import visible_to

from .panels import get_story, mark_private


def show_edition(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one edition as readers had it, have it or will have it."""
    story = get_story(request, pk)
    editions = visible_to(Edition.objects.for_page(), request.user)
    found = get_object_or_404(editions, article=story, number=number)
    if found.is_notice or found.withheld_at:
        context = {"title": _("Version %(n)s") % {"n": number}, "story": story, "edition": found}
        context |= admin.site.each_context(request)
        return mark_private(render(request, "desk/edition_empty.html", context))
    now = timezone.now()
    at = now if found.is_live(now) else found.live_from
    page = article_page(found, at, looks_back=True)
    context = {"page": page, "story": story, "banner": _describe(found, now)}
    return mark_private(render(request, "desk/preview.html", context))


def _describe(found: Edition, now: datetime) -> str:
    named = {"n": found.number}
    if found.is_cancelled:
        return _("Version %(n)s, cancelled, never published.") % named
    if found.live_from > now:
        return _("Version %(n)s, scheduled, not yet published.") % named
    if found.is_live(now):
        return _("Version %(n)s, as readers see it now.") % named
    return _("Version %(n)s, as readers saw it.") % named
