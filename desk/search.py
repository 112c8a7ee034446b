"""One search over everything at the desk: stories, photos, people, sources, topics, sections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from articles.models import Article, Section, Topic
from articles.workflow.state import attach_story_states
from authors.models import Author
from photos.models import Photo
from sources.models import Source
from vocabulary.uncounted_lists import read_window

SHOWN = 8
LONGEST = 100  # letters that are searched for
# Each noun with the fields its words are looked for in, and what stands first.
FOUND: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    Article: (("headline", "kicker"), ("-changed_at", "-pk")),
    Photo: (("title", "caption", "credit"), ("-pk",)),
    Author: (("name",), ("name",)),
    Source: (("name", "role"), ("name",)),
    Topic: (("name",), ("name",)),
    Section: (("name",), ("position",)),
}
ICONS = {Article: "story", Photo: "photo", Author: "people", Source: "link", Topic: "tag"}


@dataclass(frozen=True)
class Group:
    """What was found of one noun."""

    name: str
    icon: str
    rows: list[tuple[Model, str]]
    all_url: str


def find(request: HttpRequest) -> HttpResponse:
    """Show what matches every word of `?q=`, of each noun this person may open."""
    asked = asked_words(request)
    groups = [group for model in FOUND if (group := _group(request, model, asked))]
    context = {
        "title": _("Find"),
        "asked": asked,
        "groups": [group for group in groups if group.rows],
    }
    return render(request, "desk/find.html", {**admin.site.each_context(request), **context})


def asked_words(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]


def _group(request: HttpRequest, model: type[Model], asked: str) -> Group | None:
    """Find rows of one noun; None where it is not this person's or nothing is asked."""
    known = admin.site.get_model_admin(model)
    if not asked or not known.has_view_or_change_permission(request):
        return None
    fields, order = FOUND[model]
    rows = known.get_queryset(request)
    listed = matching(rows, fields, asked.split()).order_by(*order)
    if hasattr(rows, "kept"):
        listed = listed.not_trashed()
    if model is Article:
        rows = rows.select_related("section").defer("body")
    found = read_window(listed, 0, SHOWN + 1, rows)
    if model is Article:
        attach_story_states(found[:SHOWN], timezone.now())
    app, name = model._meta.app_label, model._meta.model_name
    there = reverse(f"admin:{app}_{name}_changelist")
    return Group(
        name=str(model._meta.verbose_name_plural).capitalize(),
        icon=ICONS.get(model, "list"),
        rows=[(row, reverse(f"admin:{app}_{name}_change", args=[row.pk])) for row in found[:SHOWN]],
        all_url=f"{there}?{urlencode({'q': asked})}" if len(found) > SHOWN else "",
    )


def matching(rows: QuerySet, fields: tuple[str, ...], words: list[str]) -> QuerySet:
    """Keep the rows that have every word in one of the fields."""
    each = (reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields)) for word in words)
    return rows.filter(reduce(and_, each))
