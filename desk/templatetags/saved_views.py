"""The named views above a list."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList
from django.template import Context

from ..models import SavedView
from ..saved_views import may_forget, may_save_for_all, query_of

register = template.Library()


@register.inclusion_tag("desk/saved_views.html", takes_context=True)
def saved_views(context: Context, cl: ChangeList) -> dict[str, Any]:
    """Draw a person's views of a list, and where to save what it shows."""
    request = context["request"]
    here, of = query_of(request.GET.urlencode()), cl.opts.label_lower
    views = list(SavedView.objects.for_person(request.user, of))
    return {
        "of": of,
        "here": here,
        "views": [(view, may_forget(request.user, view)) for view in views],
        "may_save": (cl.query or cl.has_active_filters) and here not in {v.query for v in views},
        "for_all": may_save_for_all(request.user),
        "csrf_token": context["csrf_token"],
        "is_popup": cl.is_popup,
    }
