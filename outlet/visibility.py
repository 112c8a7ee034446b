"""The outlet's name, language and contact details are on every page: everybody may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from vocabulary.visibility import register_rule

from .models import Outlet


@register_rule(Outlet)
def visible_outlets(rows: QuerySet[Outlet], user: Any) -> QuerySet[Outlet]:
    return rows
