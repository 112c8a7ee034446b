"""Django's two side views of the admin, kept to what a person may see."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.db.models.fields.related import RelatedField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from vocabulary.parse_ids import parse_id
from vocabulary.visibility import name_for, offered_to, visible_to


class ChoicesView(AutocompleteJsonView):
    """The rows a field offers while somebody types, by the names they may know."""

    def process_request(self, request: HttpRequest) -> tuple[Any, ...]:
        """Find the field that asks; one that is no field of a form is refused."""
        found: tuple[Any, ...] = super().process_request(request)
        if not isinstance(found[2], RelatedField):  # the other side of a relation
            raise PermissionDenied
        return found

    def get_queryset(self) -> QuerySet[Any]:
        """Search what is offered, as Django does with all rows of the model's admin."""
        rows = offered_to(self.model_admin.model, self.request.user)
        if ordering := self.model_admin.get_ordering(self.request):
            rows = rows.order_by(*ordering)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        rows, may_repeat = self.model_admin.get_search_results(self.request, rows, self.term)
        return rows.distinct() if may_repeat else rows

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {
            "id": str(getattr(obj, to_field_name)),
            "text": name_for(obj, self.request.user),
        }


def complete(request: HttpRequest) -> HttpResponse:
    """Answer a field that asks what it may offer."""
    return cast(HttpResponse, ChoicesView.as_view(admin_site=admin.site)(request))


def view_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Lead from a row to its page on the site, if this person may see the row; else 404."""
    kind = ContentType.objects.filter(pk=parse_id(content_type_id) or 0).first()
    model = kind.model_class() if kind else None
    try:
        model_admin = admin.site.get_model_admin(model) if model else None
    except NotRegistered:
        model_admin = None
    if model is None or model_admin is None or not hasattr(model, "get_absolute_url"):
        raise Http404
    if not model_admin.has_view_or_change_permission(request):
        raise Http404
    try:
        row = visible_to(model._default_manager.all(), request.user).filter(pk=object_id).first()
    except (ValidationError, ValueError):
        row = None
    if row is None:
        raise Http404
    own = model_admin.view_on_site
    there = own(row) if callable(own) else row.get_absolute_url()
    if not there:
        raise Http404
    return HttpResponseRedirect(there)
