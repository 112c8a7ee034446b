"""Sources at the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.middleware import outlet_of
from vocabulary.admin_widgets import SafeAutocompleteMixin
from vocabulary.languages import LanguageSelect
from vocabulary.soft_delete import HideTrashedChoices, TrashFilter
from vocabulary.uncounted_lists import UncountedListMixin
from vocabulary.visible_admin import VisibleAdmin

from . import desk_views
from .models import Source


@admin.register(Source)
class SourceAdmin(HideTrashedChoices, SafeAutocompleteMixin, UncountedListMixin, VisibleAdmin):
    nothing_yet = gettext_lazy(
        "No sources yet. A source is a person, organisation or document that stories cite."
    )
    list_display = ["name", "kind", "role", "affiliation", "country"]
    list_filter = ["kind", TrashFilter]
    list_per_page = 100
    list_select_related = ["affiliation"]
    search_fields = ["name", "role"]
    show_full_result_count = False
    autocomplete_fields = ["affiliation"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["kind", "name", "slug", "description", "url"]}),
        (
            gettext_lazy("For a person"),
            {"fields": ["role", "affiliation", "pronouns"]},
        ),
        (gettext_lazy("Country and language"), {"fields": [("country", "language")]}),
        (gettext_lazy("Internal notes"), {"fields": ["trust_notes"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the look-up of sources for the story editor."""

        choices = self.admin_site.admin_view(partial(desk_views.choices, model_admin=self))
        return [path("choices.json", choices, name="sources_choices"), *super().get_urls()]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "language":
            kwargs["widget"] = LanguageSelect(outlet_of(request).language, blank=True)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def view_on_site(self, obj: Source) -> str | None:
        """Return the public page; None while no live story cites the source."""
        has_page = not obj.spiked_at and obj.edition_rows.live(timezone.now()).exists()
        return obj.get_absolute_url() if has_page else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: Source) -> HttpResponse:
        """Move to the trash or restore, if that button was pressed."""
        if not {"_trash", "_take_out"} & set(request.POST):
            return super().response_change(request, obj)
        obj.spiked_at = timezone.now() if "_trash" in request.POST else None
        obj.save(update_fields=["spiked_at"])
        if obj.spiked_at:
            message = _(
                "“%(name)s” is in the trash: it has no page and cannot be cited. Stories that "
                "cite it keep it."
            )
        else:
            message = _("“%(name)s” has been restored, with its page.")
        messages.success(request, message % {"name": obj})
        return HttpResponseRedirect(reverse("admin:sources_source_changelist"))

    def why_not_delete(self, obj: Source) -> str:
        """Keep a source in use."""
        if not obj.is_in_use:
            return ""
        return _(
            "“%(name)s” is used by stories, photos or people and cannot be deleted. An editor can "
            "move it to the trash instead."
        ) % {"name": obj}
