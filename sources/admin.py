"""Sources: who and what the paper rests on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vocabulary.windows import Windowed

from .models import Source


@admin.register(Source)
class SourceAdmin(Windowed, admin.ModelAdmin):
    list_display = ["name", "kind", "role", "affiliation", "country"]
    list_filter = ["kind"]
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
            gettext_lazy("A person"),
            {"fields": ["role", "affiliation", "pronouns"]},
        ),
        (gettext_lazy("Where"), {"fields": [("country", "language")]}),
        (gettext_lazy("For the desk"), {"fields": ["trust_notes"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).kept()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse to delete what is cited."""
        source = self.get_object(request, unquote(object_id))
        if source and (source.citations.exists() or source.edition_rows.exists()):
            messages.error(
                request,
                _("Stories rest on “%(name)s”: what is cited stays.") % {"name": source},
            )
            return HttpResponseRedirect(reverse("admin:sources_source_change", args=[source.pk]))
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        return {}
