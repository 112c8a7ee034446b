"""The base of every admin at the desk: it shows and offers what `visible_to` gives, no more."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields.related import RelatedField
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .visibility import has_rule, name_for, offered_to, visible_to

# What Django's own filters of a field add to its name.
FILTER_LOOKUPS = frozenset(["", "exact", "id__exact", "isnull", "in", "gte", "lt"])


class VisibleRows(BaseModelAdmin):
    """For admins and inlines: rows and choices are those this person may see."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return visible_to(super().get_queryset(request), request.user)

    def get_field_queryset(
        self, db: str | None, db_field: RelatedField, request: HttpRequest
    ) -> models.QuerySet[Any] | None:
        """Offer what the picker offers. Models without a rule are Django's own permissions."""
        related = db_field.related_model
        if not has_rule(related):
            return super().get_field_queryset(db, db_field, request)
        offered = offered_to(related, request.user)
        ordered = super().get_field_queryset(db, db_field, request)
        return offered if ordered is None else offered.order_by(*ordered.query.order_by)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        rows = kwargs.get("queryset")
        if rows is not None and has_rule(rows.model):
            kwargs["queryset"] = visible_to(rows, request.user)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = partial(name_for, user=request.user)  # type: ignore[method-assign]
        return field


class VisibleAdmin(VisibleRows, admin.ModelAdmin):
    """Any model at the desk. The site registers no other."""

    def why_not_delete(self, obj: Any) -> str:
        """Say why a row must stay, or return "". Asked only of somebody who may delete it."""
        return ""

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Check the permission first, then say what stands in the way, with the row's name."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if obj is not None and (reason := self.why_not_delete(obj)):
            messages.error(request, reason)
            where = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(where, args=[obj.pk]))
        return super().delete_view(request, object_id, extra_context)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the filters that the list declares, and no other: they could join hidden rows."""
        for declared in self.get_list_filter(request):
            if isinstance(declared, type):
                if lookup == getattr(declared, "parameter_name", None):
                    return True
                continue
            name = declared[0] if isinstance(declared, tuple) else declared
            field, _, rest = lookup.partition(LOOKUP_SEP)
            if field == name and rest in FILTER_LOOKUPS:
                return True
        return False
