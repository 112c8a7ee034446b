"""What the story's editor asks for when words are tied to a source."""

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

from .models import NAME_LENGTH, Source

CHOICES = 20


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Answer the editor: `?q=` searches, each `?id=` names one; POST adds one by name and kind."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return _add(request, model_admin)
    rows: QuerySet[Source]
    if numbers := request.GET.getlist("id"):
        # Words may be attributed to a source that has been trashed since.
        rows = Source.objects.filter(pk__in=parse_ids(numbers[:500]))
    else:
        rows, _may_repeat = model_admin.get_search_results(
            request, Source.objects.not_trashed(), request.GET.get("q", "").strip()
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
    """Add a source, or find the one of that name. Its page can be filled in later."""
    name = " ".join(request.POST.get("name", "").split())
    kind = request.POST.get("kind", "")
    if found := Source.objects.named(name):
        return JsonResponse(_choice(found))
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if not 0 < len(name) <= NAME_LENGTH:
        return _refuse(_("A source's name has 1 to 200 letters."))
    if kind not in Source.Kind.values:
        return _refuse(_("Say what kind of source it is."))
    slug = find_free_slug(name, Source.objects.all(), "source")
    try:
        with transaction.atomic():
            source = Source.objects.create(
                name=name, kind=kind, slug=slug, created_by_id=request.user.pk
            )
    except IntegrityError:  # somebody added it since we looked
        source = Source.objects.get(slug=slug)
        return JsonResponse(_choice(source))
    return JsonResponse(_choice(source), status=201)


def _refuse(sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=400)


def _choice(source: Source) -> dict[str, str]:
    return {
        "id": str(source.pk),
        "name": source.name,
        "described": source.described.removeprefix(source.name).removeprefix(", "),
        "kind": source.get_kind_display(),
    }
