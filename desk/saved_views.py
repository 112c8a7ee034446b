"""Named views of the admin's lists: saved, shown above the list, forgotten."""

from __future__ import annotations

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

from staff.models import User

from .models import SavedView

MOST = 30  # of one person's, of one list
LONGEST = SavedView._meta.get_field("query").max_length


def may_save_for_all(user: User) -> bool:
    return user.has_perm("articles.edit_all_copy")


def query_of(text: str) -> str:
    """Return what a list's query asks for, without the page one is on."""
    query = QueryDict(text.removeprefix("?"), mutable=True)
    for name in (PAGE_VAR, ERROR_FLAG):
        query.pop(name, None)
    return query.urlencode()


def _list_named(request: HttpRequest, of: str) -> ModelAdmin:
    """Return the admin of a list this person may open.

    Raises: PermissionDenied.
    """
    try:
        model = apps.get_model(of)
    except (LookupError, ValueError):
        raise PermissionDenied from None
    if not admin.site.is_registered(model):
        raise PermissionDenied
    found = admin.site.get_model_admin(model)
    if not found.has_view_or_change_permission(request):
        raise PermissionDenied
    return found


def _back_to(found: ModelAdmin, query: str) -> HttpResponseRedirect:
    opts = found.opts
    there = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return HttpResponseRedirect(f"{there}?{query}" if query else there)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save what a list shows under a name; one of that name gives way."""
    of, name = request.POST.get("of", ""), " ".join(request.POST.get("name", "").split())
    found, query = _list_named(request, of), query_of(request.POST.get("query", ""))
    mine = SavedView.objects.filter(owner=request.user, of=of)
    if not name or len(name) > 40:
        messages.error(request, _("Give the view a name of 1 to 40 letters."))
    elif not query or len(query) > LONGEST:
        messages.error(request, _("Filter or search first: that is what a view keeps."))
    elif mine.exclude(name=name).count() >= MOST:
        messages.error(request, _("You have %(n)d views of this list. Forget one.") % {"n": MOST})
    else:
        for_all = bool(request.POST.get("for_all")) and may_save_for_all(request.user)
        SavedView.objects.update_or_create(
            owner=request.user,
            of=of,
            name=name,
            defaults={"query": query, "is_for_all": for_all},
        )
        messages.success(request, _("“%(name)s” stands above the list now.") % {"name": name})
    return _back_to(found, query)


@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view: one's own, or for an editor one that is for everybody."""
    view = get_object_or_404(SavedView, pk=pk)
    found = _list_named(request, view.of)
    if not may_forget(request.user, view):
        raise PermissionDenied
    view.delete()
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": view.name})
    return _back_to(found, view.query)


def may_forget(user: User, view: SavedView) -> bool:
    return view.owner_id == user.pk or (view.is_for_all and may_save_for_all(user))
