"""Saved views of the admin's lists: a name for what is filtered and searched for."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from staff.models import User, user_of
from vocabulary.visibility import visible_to

from .models import SavedView
from .models.saved_view import LONGEST_NAME, LONGEST_QUERY

MOST = 30  # of one person's, of one list


def may_save_for_all(user: User) -> bool:
    """Say whether `user` may save views for everybody, and delete those."""
    return user.has_perm("articles.edit_all_copy")


def strip_page(text: str) -> str:
    """Return the query of a list without the number of the page."""
    query = QueryDict(text.removeprefix("?"), mutable=True)
    for name in (PAGE_VAR, ERROR_FLAG):
        query.pop(name, None)
    return query.urlencode()


def _get_model_admin(request: HttpRequest, model_label: str) -> ModelAdmin[Any]:
    """Return the admin of a list, for somebody who may open it.

    Raises: PermissionDenied.
    """
    try:
        model = apps.get_model(model_label)
    except (LookupError, ValueError):
        raise PermissionDenied from None
    if not admin.site.is_registered(model):
        raise PermissionDenied
    found = admin.site.get_model_admin(model)
    if not found.has_view_or_change_permission(request):
        raise PermissionDenied
    return found


def _redirect_to_list(found: ModelAdmin[Any], query: str) -> HttpResponseRedirect:
    opts = found.opts
    there = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return HttpResponseRedirect(f"{there}?{query}" if query else there)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save the query of a list under a name; it replaces one's own view of that name."""
    user, model_label = user_of(request), request.POST.get("model_label", "")
    name = " ".join(request.POST.get("name", "").split())
    found = _get_model_admin(request, model_label)
    query = strip_page(request.POST.get("query", ""))
    own = visible_to(SavedView.objects.filter(owner=user, model_label=model_label), user)
    if not name or len(name) > LONGEST_NAME:
        messages.error(request, _("Give the view a name of up to 40 characters."))
    elif not query or len(query) > LONGEST_QUERY:
        messages.error(request, _("Filter or search first, then save the view."))
    elif own.exclude(name=name).count() >= MOST:
        error = _("You have %(n)d saved views of this list. Delete one first.") % {"n": MOST}
        messages.error(request, error)
    else:
        for_all = bool(request.POST.get("for_all")) and may_save_for_all(user)
        user.saved_views.update_or_create(
            model_label=model_label,
            name=name,
            defaults={"query": query, "is_for_all": for_all},
        )
        messages.success(request, _("View “%(name)s” saved.") % {"name": name})
    return _redirect_to_list(found, query)


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view: one's own, or for an editor one that is for everybody."""
    view = get_object_or_404(visible_to(SavedView.objects.all(), user_of(request)), pk=pk)
    found = _get_model_admin(request, view.model_label)
    if not may_delete(user_of(request), view):
        raise PermissionDenied
    view.delete()
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return _redirect_to_list(found, view.query)


def may_delete(user: User, view: SavedView) -> bool:
    """Say whether `user` may delete a saved view."""
    return view.owner_id == user.pk or (view.is_for_all and may_save_for_all(user))
