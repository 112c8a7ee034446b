"""The trash: rows with a `spiked_at`, and how the admin shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Row = TypeVar("Row", bound=Model)


class SoftDeleteQuerySet(QuerySet[Row]):
    def not_trashed(self) -> Self:
        """Leave out what is in the trash."""
        return self.filter(spiked_at=None)


class NamedQuerySet(SoftDeleteQuerySet[Row]):
    def find_by_name(self, name: str) -> Row | None:
        """Return the oldest row with this name, ignoring case; None if there is none."""
        return self.not_trashed().filter(name__iexact=name.strip()).order_by("pk").first()


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
