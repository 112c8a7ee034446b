"""Sections and topics in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import Field
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.forms import LinesField
from vocabulary.uncounted_lists import UncountedListMixin
from vocabulary.visible_admin import VisibleAdmin

from ..models import Section, Topic


@admin.register(Section)
class SectionAdmin(VisibleAdmin):
    nothing_yet = gettext_lazy("No sections yet. A story cannot be published without one.")
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]
    fields = ["name", "slug", "description", "position"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        """Fix the slug once stories are published: it is part of their URLs."""
        return ["slug"] if obj and obj.has_editions else []

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Section | None = None
    ) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields


@admin.register(Topic)
class TopicAdmin(UncountedListMixin, VisibleAdmin):
    nothing_yet = gettext_lazy("No topics yet. A topic has a page that lists its stories.")
    list_display = ["name", "short_lead"]
    search_fields = ["name"]
    fields = ["name", "slug", "lead", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Topic | None = None
    ) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        if db_field.name == "synonyms":
            return LinesField(label=db_field.verbose_name, required=False)
        if db_field.name == "slug":
            kwargs |= {
                "label": _("URL slug"),
                "help_text": _("The topic’s page is at /topics/ followed by this."),
            }
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("Introduction"))
    def short_lead(self, topic: Topic) -> str:
        return truncatechars(topic.lead, 120) or _("None yet")
