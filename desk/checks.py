"""Checks at the start: no admin and no model at the desk is without its rule of visibility."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.checks import CheckMessage, Error, Tags, register

from vocabulary.visibility import has_rule
from vocabulary.visible_admin import VisibleAdmin, VisibleRows


@register(Tags.security)
def check_visibility(**kwargs: Any) -> list[CheckMessage]:
    """Refuse admins that show or offer rows past `visible_to`, and models without a rule."""
    found: list[CheckMessage] = []
    for model, model_admin in admin.site._registry.items():
        name = f"{type(model_admin).__module__}.{type(model_admin).__name__}"
        if not isinstance(model_admin, VisibleAdmin):
            hint = "Derive it from vocabulary.visible_admin.VisibleAdmin."
            found.append(Error(f"{name} may show rows that are hidden.", hint, id="desk.E001"))
        found += [
            Error(
                f"{name}: the inline {inline.__name__} may show rows that are hidden.",
                "Derive it from vocabulary.visible_admin.VisibleRows.",
                id="desk.E002",
            )
            for inline in model_admin.inlines
            if not issubclass(inline, VisibleRows)
        ]
        if not has_rule(model):
            hint = "State one in the visibility module of its package."
            found.append(
                Error(f"{model.__name__} has no rule of visibility.", hint, id="desk.E003")
            )
    return found
