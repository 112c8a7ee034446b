"""Checks at the start: no inline and no model at the desk is without its rule of visibility."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.checks import CheckMessage, Error, Tags, register

from vocabulary.visibility import has_rule
from vocabulary.visible_admin import VisibleRows


@register(Tags.security)
def check_visibility(**kwargs: Any) -> list[CheckMessage]:
    """Refuse inlines that offer rows past `visible_to`, and models without a rule.

    An admin that does is not registered: see `DeskSite.register`.
    """
    found: list[CheckMessage] = []
    for model, model_admin in admin.site._registry.items():
        name = type(model_admin).__name__
        found += [
            Error(
                f"{name}: the inline {inline.__name__} may show rows that are hidden.",
                "Derive it from vocabulary.visible_admin.VisibleRows.",
                id="desk.E001",
            )
            for inline in model_admin.inlines
            if not issubclass(inline, VisibleRows)
        ]
        if not has_rule(model):
            hint = "State one in the visibility module of its package."
            found.append(
                Error(f"{model.__name__} has no rule of visibility.", hint, id="desk.E002")
            )
    return found
