"""The trash in the admin: rows with a `spiked_at`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class TrashFilter(admin.SimpleListFilter):
    """Show rows that are not in the trash, or with `?trash=yes` those that are."""

    title = gettext_lazy("Trash")
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("In the trash"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Label the default choice: it is not “All”."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Not in the trash")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(spiked_at__isnull=False)
        return queryset.filter(spiked_at=None)


class HideTrashedChoices(admin.ModelAdmin):
    """Leave rows in the trash out of autocompletes. The change list has `TrashFilter` instead."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(spiked_at=None)
        return super().get_search_results(request, queryset, search_term)
