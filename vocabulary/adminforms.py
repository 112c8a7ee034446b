"""What several forms of the desk do to what Django's admin makes for them."""

from __future__ import annotations

from typing import Any

from django.forms import Field

Fieldsets = list[tuple[Any, dict[str, Any]]]


def without(fieldsets: Fieldsets, *names: str) -> Fieldsets:
    """Leave fields out, and sets of which nothing is left."""
    left = [
        (title, {**options, "fields": [each for each in options["fields"] if each not in names]})
        for title, options in fieldsets
    ]
    return [(title, options) for title, options in left if options["fields"]]


def plain_choice(field: Field | None, *, may_add: bool = True) -> Field | None:
    """Take the pencil, the eye and the cross from a choice, and the plus unless it `may_add`."""
    widget = getattr(field, "widget", None)
    away = ["can_change_related", "can_view_related", "can_delete_related"]
    for name in away if may_add else [*away, "can_add_related"]:
        if hasattr(widget, name):
            setattr(widget, name, False)
    return field
