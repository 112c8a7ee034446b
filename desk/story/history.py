"""The history of a story at the desk: its versions, and any two of them compared."""

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
from articles.admin.story_text import PARTS as LISTS
from articles.admin.story_text import StoryText
from articles.admin.text_diff import Difference, compare
from articles.models import Article
from articles.revisions import versions_of
from articles.workflow import may_edit
from staff.models import User, user_of
from vocabulary.parse_ids import parse_id

from .panels import get_story, mark_private
from .registered_admin import get_article_admin

SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """A version in the list, and the fields it changed."""

    version: Version
    changed: list[str]


def list_history(request: HttpRequest, pk: int) -> HttpResponse:
    """List the versions of a story, newest first, in pages."""
    story = get_story(request, pk)
    versions = versions_of(story).order_by("-pk")
    before = parse_id(request.GET.get("before", ""))
    if before is not None:
        versions = versions.filter(pk__lt=before)
    found = list(versions[: SHOWN + 1])
    entries = build_entries(found)
    context = {
        **admin.site.each_context(request),
        "title": _("History of “%(story)s”") % {"story": story},
        "story": story,
        "entries": entries[:SHOWN],
        "compare_from": choose_comparison(
            entries[:SHOWN], is_current=not before and not story.autosaved_at
        ),
        "older": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "is_newest": not before,
    }
    return render(request, "desk/history.html", context)


def build_entries(versions: list[Version]) -> list[Entry]:
    """Return an entry for each version: what it changed against the one before it."""
    lists = _load_parts(versions)
    entries = [
        Entry(version, _list_changes(version, before, lists))
        for version, before in pairwise(versions)
    ]
    return entries + [Entry(version, []) for version in versions[-1:]]


def choose_comparison(entries: list[Entry], *, is_current: bool) -> int | None:
    """Return the id of the version to compare with the current text by default.

    Args:
        is_current: whether the newest version is the current text. Then the newest one that
            differs from it is chosen, else the newest.
    """
    if is_current:
        for entry, older in pairwise(entries):
            if entry.changed:
                return older.version.pk
    return entries[0].version.pk if entries else None


def _list_changes(version: Version, before: Version, lists: dict[tuple, set[str]]) -> list[str]:
    try:
        fields, was = version.field_dict, before.field_dict
    except RevertError:
        return []
    names = {**PARTS, "body": _("text"), "slug": _("URL slug"), "lead_caption": _("caption")}
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


def _load_parts(versions: list[Version]) -> dict[tuple, set[str]]:
    """Load the bylines, citations and other parts of each revision, in one query."""
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


# --- comparing two versions -----------------------------------------------------------------------


@dataclass(frozen=True)
class ComparedText:
    """One of the two texts that are compared: a version, or the current text."""

    text: StoryText
    at: datetime
    by: User | None
    what: str
    pk: int | None = None  # of the version; None for the current text


def compare_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two versions of a story side by side; those who may edit it can restore one."""
    story = get_story(request, pk)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Compare versions of “%(story)s”") % {"story": story},
        "story": story,
        "may_edit": may_edit(story, user_of(request)),
    }
    try:
        sides = [_load_text(request, story, request.GET.get(name, "")) for name in ("from", "to")]
        sides.sort(key=lambda side: (side.pk is None, side.pk))
        rows = compare(sides[0].text, sides[1].text, user_of(request))
        context |= {"one": sides[0], "other": sides[1], "rows": rows}
        context["differs"] = any(isinstance(row, Difference) for row in rows)
    except RevertError:
        context["unreadable"] = True
    return mark_private(render(request, "desk/compared.html", context))


def _load_text(request: HttpRequest, story: Article, choice: str) -> ComparedText:
    """Load one side of the comparison: the id of a version, or "now"."""
    if choice == "now":
        stored = get_article_admin().read_stored_text(request, story)
        return ComparedText(stored, story.changed_at, story.edited_by, _("Current version"))
    version = get_object_or_404(versions_of(story), pk=parse_id(choice))
    revision = version.revision
    return ComparedText(
        StoryText.from_version(version),
        revision.date_created,
        revision.user,
        revision.comment,
        version.pk,
    )
