"""The history of a story at the desk: what was done to it, and any two of its texts compared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Version

from articles.admin.sidebar import PARTS
from articles.admin.text_diff import PARTS as LISTS
from articles.admin.text_diff import Difference, Text, compare
from articles.models import Article
from articles.revisions import versions_of
from articles.workflow import may_edit
from staff.models import User
from vocabulary.parse_ids import parse_id

from .panels import private, story_for

SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """A line of a story's history."""

    version: Version
    changed: list[str]


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """List what the desk did to a story, newest first, page by page."""
    story = story_for(request, pk)
    versions = versions_of(story).order_by("-pk")
    before = parse_id(request.GET.get("before", ""))
    if before is not None:
        versions = versions.filter(pk__lt=before)
    found = list(versions[: SHOWN + 1])
    entries = entries_of(found)
    context = {
        **admin.site.each_context(request),
        "title": _("History of “%(story)s”") % {"story": story},
        "story": story,
        "entries": entries[:SHOWN],
        "before_last": before_last(entries[:SHOWN], as_now=not before and not story.autosaved_at),
        "older": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "is_newest": not before,
    }
    return render(request, "desk/history.html", context)


def entries_of(versions: list[Version]) -> list[Entry]:
    """Say of each version what it changed against the one before it, newest first."""
    lists = _lists_of(versions)
    entries = [
        Entry(version, _changed(version, before, lists)) for version, before in pairwise(versions)
    ]
    return entries + [Entry(version, []) for version in versions[-1:]]


def before_last(entries: list[Entry], *, as_now: bool) -> int | None:
    """Return the key of the newest text that differs from the newest one; else of the newest.

    Args:
        as_now: whether the newest text is the story's own, so that comparing it would show nothing.
    """
    keys = [entry.version.pk for entry in entries]
    changes = [place for place, entry in enumerate(entries[:-1]) if entry.changed] if as_now else []
    return next(iter(keys[place + 1] for place in changes), keys[0] if keys else None)


def _changed(version: Version, before: Version, lists: dict[tuple, set[str]]) -> list[str]:
    try:
        fields, was = version.field_dict, before.field_dict
    except RevertError:
        return []
    names = {**PARTS, "body": _("text"), "slug": _("address"), "lead_caption": _("caption")}
    changed = [
        str(label)
        for name, label in names.items()
        for key in (name if name in fields else f"{name}_id",)
        if key in fields and fields.get(key) != was.get(key)
    ]
    return changed + [
        str(model._meta.verbose_name_plural)
        for model in LISTS.values()
        if lists[version.revision_id, model] != lists[before.revision_id, model]
    ]


def _lists_of(versions: list[Version]) -> dict[tuple, set[str]]:
    """Return what each revision holds of bylines, citations and the like, in one query."""
    kinds = ContentType.objects.get_for_models(*LISTS.values())
    rows = Version.objects.filter(
        revision__in=[version.revision_id for version in versions], content_type__in=kinds.values()
    )
    models = {kind.pk: model for model, kind in kinds.items()}
    found: dict[tuple, set[str]] = defaultdict(set)
    for revision, kind, words in rows.values_list(
        "revision_id", "content_type_id", "serialized_data"
    ):
        found[revision, models[kind]].add(words)
    return found


# --- two of its texts ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """One of the two texts that are compared: from the history, or as the story is now."""

    text: Text
    at: datetime
    by: User | None
    what: str
    pk: int | None = None  # None: as it is now


def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two texts of a story side by side; whoever may edit it can take one back."""
    story = story_for(request, pk)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Two texts of “%(story)s”") % {"story": story},
        "story": story,
        "may_edit": may_edit(story, request.user),
    }
    try:
        sides = [_kept(request, story, request.GET.get(name, "")) for name in ("from", "to")]
        sides.sort(key=lambda kept: (kept.pk is None, kept.pk))
        rows = compare(sides[0].text, sides[1].text)
        context |= {"one": sides[0], "other": sides[1], "rows": rows}
        context["differs"] = any(isinstance(row, Difference) for row in rows)
    except RevertError:
        context["unreadable"] = True
    return private(render(request, "desk/compared.html", context))


def _kept(request: HttpRequest, story: Article, asked: str) -> Kept:
    if asked == "now":
        stored = admin.site.get_model_admin(Article).stored_text(request, story)
        return Kept(stored, story.changed_at, story.edited_by, _("As it is now"))
    version = get_object_or_404(versions_of(story), pk=parse_id(asked))
    revision = version.revision
    return Kept(
        Text.of_version(version),
        revision.date_created,
        revision.user,
        revision.comment,
        version.pk,
    )
