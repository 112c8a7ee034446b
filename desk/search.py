"""One search over everything at the desk: stories, photos, people, sources, topics, sections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

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

Rows = TypeVar("Rows", bound=QuerySet[Any])

SHOWN = 8
LONGEST = 100  # letters that are searched for
# Each model with the fields that are searched, and the order of what is found.
SEARCHED: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    Article: (("headline", "kicker"), ("-changed_at", "-pk")),
    Photo: (("title", "caption", "credit"), ("-pk",)),
    Author: (("name",), ("name",)),
    Source: (("name", "role"), ("name",)),
    Topic: (("name",), ("name",)),
    Section: (("name",), ("position",)),
}
ICONS = {Article: "story", Photo: "photo", Author: "people", Source: "link", Topic: "tag"}


@dataclass(frozen=True)
class ResultGroup:
    """What was found of one model."""

    name: str
    icon: str
    rows: list[tuple[Model, str]]
    all_url: str


def find(request: HttpRequest) -> HttpResponse:
    """Show the objects with every word of `?q=`, of each model this person may open."""
    query = read_query(request)
    groups = [group for model in SEARCHED if (group := _search_model(request, model, query))]
    context = {
        "title": _("Search"),
        "query": query,
        "groups": [group for group in groups if group.rows],
    }
    return render(request, "desk/search.html", {**admin.site.each_context(request), **context})


def read_query(request: HttpRequest) -> str:
    """Return the search words of `?q=`, cut to a length that is searched for."""
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]


def _search_model(request: HttpRequest, model: type[Model], query: str) -> ResultGroup | None:
    """Search one model; None where this person may not see it or the query is empty."""
    model_admin = admin.site.get_model_admin(model)
    if not query or not model_admin.has_view_or_change_permission(request):
        return None
    fields, order = SEARCHED[model]
    rows = model_admin.get_queryset(request)
    listed = filter_matching(rows, fields, query.split()).order_by(*order)
    if hasattr(model, "spiked_at"):
        listed = listed.filter(spiked_at=None)
    if model is Article:
        rows = rows.select_related("section").defer("body")
    found = read_window(listed, 0, SHOWN + 1, rows)
    stories = [row for row in found[:SHOWN] if isinstance(row, Article)]
    attach_story_states(stories, timezone.now())
    app, name = model._meta.app_label, model._meta.model_name
    there = reverse(f"admin:{app}_{name}_changelist")
    return ResultGroup(
        name=str(model._meta.verbose_name_plural).capitalize(),
        icon=ICONS.get(model, "list"),
        rows=[(row, reverse(f"admin:{app}_{name}_change", args=[row.pk])) for row in found[:SHOWN]],
        all_url=f"{there}?{urlencode({'q': query})}" if len(found) > SHOWN else "",
    )


def filter_matching(rows: Rows, fields: tuple[str, ...], words: list[str]) -> Rows:
    """Keep the rows that have every word in one of the fields."""
    each = (reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields)) for word in words)
    return rows.filter(reduce(and_, each))
