"""Look-up and quick adding of sources from the story editor, as JSON."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vocabulary.parse_ids import parse_ids
from vocabulary.text import find_free_slug
from vocabulary.visibility import visible_to

from .models import NAME_LENGTH, Source

CHOICES = 20


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Search with `?q=`, look up with `?id=` (repeatable), add one with POST of name and kind."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return _add(request, model_admin)
    rows: QuerySet[Source]
    if numbers := request.GET.getlist("id"):
        # Words may be attributed to a source that has been trashed since.
        rows = visible_to(Source.objects.filter(pk__in=parse_ids(numbers[:500])), request.user)
    else:
        rows, _may_repeat = model_admin.get_search_results(
            request,
            visible_to(Source.objects.not_trashed(), request.user),
            request.GET.get("q", "").strip(),
        )
        rows = rows[:CHOICES]
    may_add = model_admin.has_add_permission(request)
    kinds = [[value, str(label)] for value, label in Source.Kind.choices] if may_add else []
    return JsonResponse(
        {
            "sources": [_choice(source) for source in rows.select_related("affiliation")],
            "kinds": kinds,
        }
    )


def _add(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Add a source, or return the one with that name."""
    name = " ".join(request.POST.get("name", "").split())
    kind = request.POST.get("kind", "")
    sources = visible_to(Source.objects.all(), request.user)
    if found := sources.find_by_name(name):
        return JsonResponse(_choice(found))
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if not 0 < len(name) <= NAME_LENGTH:
        return _refuse(_("Enter a name of 1 to 200 characters."))
    if kind not in Source.Kind.values:
        return _refuse(_("Choose what kind of source it is."))
    slug = find_free_slug(name, Source.objects.all(), "source")
    try:
        with transaction.atomic():
            source = Source.objects.create(
                name=name, kind=kind, slug=slug, created_by_id=request.user.pk
            )
    except IntegrityError:  # somebody added it at the same time
        source = sources.get(slug=slug)
        return JsonResponse(_choice(source))
    return JsonResponse(_choice(source), status=201)


def _refuse(sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=400)


def _choice(source: Source) -> dict[str, str]:
    described = source.role_and_affiliation
    if source.is_confidential:
        described = _("confidential: %(described)s") % {"described": source.description}
    return {
        "id": str(source.pk),
        "name": source.name,
        "described": described,
        "kind": source.get_kind_display(),
    }
