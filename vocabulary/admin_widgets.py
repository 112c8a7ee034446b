"""Widgets and mixins for ModelAdmin classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.forms import Field, ModelChoiceField
from django.http import HttpRequest

from .parse_ids import parse_id

Fieldsets = list[tuple[Any, Any]]


def omit_fields(fieldsets: Iterable[tuple[Any, Any]], *names: str) -> Fieldsets:
    """Return fieldsets without some fields, dropping fieldsets that become empty."""
    left = [
        (title, {**options, "fields": [each for each in options["fields"] if each not in names]})
        for title, options in fieldsets
    ]
    return [(title, options) for title, options in left if options["fields"]]


class HideRelatedLinksMixin(BaseModelAdmin):
    """For an admin: no icons to change, view or delete beside a choice, nor to add by default."""

    may_add_related = False

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        icons = ["can_change_related", "can_view_related", "can_delete_related"]
        for name in icons if self.may_add_related else [*icons, "can_add_related"]:
            if hasattr(widget, name):
                setattr(widget, name, False)
        return field


class SafeAutocompleteSelect(AutocompleteSelect):
    """An autocomplete that also renders when an invalid id was submitted.

    `loaded` is the related object if it is loaded already: saves a query for its label.
    """

    loaded: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list:
        if self.loaded and list(value) == [str(self.loaded.pk)]:
            label = self.choices.field.label_from_instance(self.loaded)
            blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            chosen = self.create_option(name, self.loaded.pk, label, True, len(blank))
            return [(None, [*blank, chosen], 0)]
        return super().optgroups(name, [v for v in value if v == "" or parse_id(v)], attr)


class SafeAutocompleteMixin(BaseModelAdmin):
    """For an admin: choices by `SafeAutocompleteSelect`."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SafeAutocompleteSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
