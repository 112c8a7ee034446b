"""The saved views above a list."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList
from django.template import Context

from vocabulary.visibility import visible_to

from ..models import SavedView
from ..saved_views import may_delete, may_save_for_all, strip_page

register = template.Library()


@register.inclusion_tag("desk/saved_views.html", takes_context=True)
def saved_views(context: Context, cl: ChangeList) -> dict[str, Any]:
    """Show a person's saved views of a list, and a form that saves its query."""
    request = context["request"]
    query, model_label = strip_page(request.GET.urlencode()), cl.opts.label_lower
    rows = SavedView.objects.for_person(request.user, model_label)
    views = list(visible_to(rows, request.user))
    return {
        "model_label": model_label,
        "query": query,
        "views": [(view, may_delete(request.user, view)) for view in views],
        "may_save": (cl.query or cl.has_active_filters) and query not in {v.query for v in views},
        "for_all": may_save_for_all(request.user),
        "csrf_token": context["csrf_token"],
        "is_popup": cl.is_popup,
    }
