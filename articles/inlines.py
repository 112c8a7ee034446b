"""The parts of a story in its form: bylines, citations, related stories."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from staff.models import User

from . import workflow
from .citing import CitationForm
from .models import Article, Byline, Citation, RelatedStory


def may_edit(article: Article | None, user: User) -> bool:
    return article is None or workflow.may_edit(article, user)


def plain(field):  # noqa: ANN001, ANN202
    """Take the pencil and the eye from a choice; a plus stays where something may be added."""
    widget = getattr(field, "widget", None)
    for name in ("can_change_related", "can_view_related", "can_delete_related"):
        if hasattr(widget, name):
            setattr(widget, name, False)
    return field


class StoryPart(admin.StackedInline):
    """A part of a story, edited by whoever may edit the story."""

    template = "desk/inline.html"
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    needs = ""  # the permission to look up what it names

    def has_add_permission(self, request: HttpRequest, obj: Article | None) -> bool:
        return super().has_add_permission(request, obj) and may_edit(obj, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_edit(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_edit(obj, request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):  # noqa: ANN001, ANN003, ANN201
        return plain(super().formfield_for_dbfield(db_field, request, **kwargs))


class BylineInline(StoryPart):
    model = Byline
    autocomplete_fields = ["author"]
    fields = [("author", "role"), ("name_as_printed", "position")]
    needs = "authors.view_author"
    icon = "people"


class CitationInline(StoryPart):
    model = Citation
    form = CitationForm
    autocomplete_fields = ["source"]
    formfield_overrides = {
        **StoryPart.formfield_overrides,
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }
    fieldsets = [
        (None, {"fields": ["source", ("role", "terms"), "shown_as", "title", "url", "is_checked"]}),
        (gettext_lazy("Seen, archived, noted"), {"fields": ["seen_on", "archived_url", "note"]}),
        (
            gettext_lazy("Who they were that day"),
            {
                "fields": [
                    "name_as_printed",
                    ("role_as_printed", "affiliation_as_printed"),
                    "position",
                ]
            },
        ),
    ]
    needs = "sources.view_source"
    icon = "link"

    def get_formset(self, request, obj=None, **kwargs):  # noqa: ANN001, ANN003, ANN201
        """Make forms that know who ticks “checked”."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.by = request.user  # a class of this request's own
        return formset


class RelatedInline(StoryPart):
    model = RelatedStory
    fk_name = "article"
    autocomplete_fields = ["other"]
    fields = [("other", "position")]
    needs = "articles.view_article"
    icon = "story"
