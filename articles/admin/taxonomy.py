"""Sections and topics at the desk."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.admin import Tag  # their module registers it

from authors.forms import LinesField
from vocabulary.uncounted_lists import UncountedListMixin

from ..models import Section, Topic

admin.site.unregister(Tag)  # taggit's own: no story has any, a paper's are its topics


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    nothing_yet = gettext_lazy("No sections yet. A story cannot be published without one.")
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]
    fields = ["name", "slug", "description", "position"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        """The address stands in the addresses of stories: it is fixed once there are any."""
        return ["slug"] if obj and obj.editions.exists() else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Section | None = None) -> dict:
        return {} if obj else self.prepopulated_fields


@admin.register(Topic)
class TopicAdmin(UncountedListMixin, admin.ModelAdmin):
    nothing_yet = gettext_lazy("No topics yet. A topic gathers its stories on a page of its own.")
    list_display = ["name", "on_its_page"]
    search_fields = ["name"]
    fields = ["name", "slug", "lead", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Topic | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "synonyms":
            return LinesField(label=db_field.verbose_name, required=False)
        if db_field.name == "slug":
            kwargs |= {
                "label": _("Address"),
                "help_text": _("The page is /topics/… and then this."),
            }
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("Lead"))
    def on_its_page(self, topic: Topic) -> str:
        return truncatechars(topic.lead, 120) or _("none yet")
