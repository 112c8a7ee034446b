"""A story as readers had it, and what the desk did to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.models import Version

from articles.models import Edition
from articles.pages import article_page
from articles.side import PARTS
from staff.models import User

from .beside import private, story_for

HISTORY_SHOWN = 60


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
        return _("Edition %(n)s. It was cancelled: readers never had it.") % named
    if found.live_from > now:
        return _("Edition %(n)s. It is scheduled: readers do not have it yet.") % named
    if found.is_live(now):
        return _("Edition %(n)s, as readers have it.") % named
    return _("Edition %(n)s, as readers had it.") % named


@dataclass(frozen=True)
class Entry:
    """A line of a story's history."""

    at: datetime
    by: User | None
    what: str
    changed: list[str]


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """List what the desk did to a story, newest first. Nothing can be changed here."""
    story = story_for(request, pk)
    versions = Version.objects.get_for_object(story).select_related("revision__user")
    context = {
        "title": _("History of “%(story)s”") % {"story": story},
        "story": story,
        "entries": entries_of(list(versions[: HISTORY_SHOWN + 1]))[:HISTORY_SHOWN],
    }
    return render(request, "desk/history.html", {**admin.site.each_context(request), **context})


def entries_of(versions: list[Version]) -> list[Entry]:
    """Say of each version what it changed against the one before it, newest first."""
    entries = []
    for version, before in zip_longest(versions, versions[1:]):
        revision = version.revision
        entries.append(
            Entry(
                revision.date_created,
                revision.user,
                revision.comment,
                _changed(version.field_dict, before.field_dict) if before else [],
            )
        )
    return entries


def _changed(fields: dict[str, Any], before: dict[str, Any]) -> list[str]:
    names = {**PARTS, "body": _("text"), "slug": _("address"), "lead_caption": _("caption")}
    return [
        str(label)
        for name, label in names.items()
        for key in (name if name in fields else f"{name}_id",)
        if key in fields and fields.get(key) != before.get(key)
    ]
