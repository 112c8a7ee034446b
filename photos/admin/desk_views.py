"""What the photo desk's pages ask for beside the admin's own: bringing in, and the picker."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vocabulary.parse_ids import parse_ids
from vocabulary.text import join_with_and

from ..display import THUMB, paper_names, tenth
from ..files.decode import FileRefused
from ..intake import admit, examine
from ..models import Photo
from ..similarity import look_alikes
from .forms import PapersForm

# While many pictures come in, a processor is left to whoever reads a page.
ONE_AT_A_TIME = Lock()
PICKED = 24  # photos the editor's picker shows at once


@require_safe
def picker(request: HttpRequest, model_admin: ModelAdmin) -> JsonResponse:
    """Answer the editor's picker: `?q=` searches the library, each `?id=` names a photo."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    photos = Photo.objects.for_drawing()
    numbers = request.GET.getlist("id")
    if numbers:
        photos = photos.filter(pk__in=parse_ids(numbers[:PICKED]))
    else:
        photos = photos.not_trashed().matching(request.GET.get("q", ""))[:PICKED]
    now = timezone.now()
    shown = [
        {**_for_picker(photo, now), "url": _address_of(photo)}
        if model_admin.has_change_permission(request, photo)
        else _for_picker(photo, now)
        for photo in photos
    ]
    return JsonResponse({"photos": shown})


@require_POST
def papers(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> JsonResponse:
    """Take one picture's papers from beside the text it stands in; say what it has now."""
    photo = get_object_or_404(Photo.objects.not_trashed().for_drawing(), pk=pk)
    if not model_admin.has_change_permission(request, photo):
        raise PermissionDenied
    form = PapersForm(request.POST, instance=photo)
    if not form.is_valid():
        wrong = {name: errors[0] for name, errors in form.errors.items()}
        return JsonResponse({"wrong": wrong})
    model_admin.save_model(request, form.save(commit=False), form, change=True)
    model_admin.log_change(request, photo, [{"changed": {"fields": form.changed_data}}])
    return JsonResponse({"photo": _for_picker(photo, timezone.now())})


@require_POST
def upload(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Take in the pictures sent, each on its own. Nothing is drawn here: the task worker does that.

    A script sends one and reads JSON; a plain form sends many and comes back to the list.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    answers = [_brought(file, request, model_admin) for file in request.FILES.getlist("file")]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"pictures": answers})
    _tell(request, answers)
    lists = reverse("admin:photos_photo_changelist")
    return HttpResponseRedirect(f"{lists}?rights=papers&brought=me" if answers else lists)


def _brought(file: UploadedFile, request: HttpRequest, model_admin: ModelAdmin) -> dict[str, Any]:
    """Take in one picture and say what became of it."""
    try:
        with ONE_AT_A_TIME:
            examined = examine(file)
        if there := examined.same():
            return _described(there, _("It is in the library already."))
        photo = Photo(uploaded_by=request.user)
        admit(photo, examined)
    except FileRefused as refused:
        return {"refused": str(refused)}
    model_admin.log_addition(request, photo, [{"added": {}}])
    return {**_described(photo, _said_of(photo)), "taken": True}


def _described(photo: Photo, said: str) -> dict[str, Any]:
    return {"id": photo.pk, "title": photo.title, "url": _address_of(photo), "said": said}


def _address_of(photo: Photo) -> str:
    return reverse("admin:photos_photo_change", args=[photo.pk])


def _said_of(photo: Photo) -> str:
    """Say what a picture just taken in still needs, and what it looks like."""
    missing = paper_names(photo)
    said = (
        _("Taken in. Missing: %(papers)s.") % {"papers": join_with_and(missing)}
        if missing
        else _("Taken in, with its papers.")
    )
    if near := len(look_alikes(photo)):
        alike = ngettext("Looks like %(n)d other.", "Looks like %(n)d others.", near)
        said = f"{said} {alike % {'n': near}}"
    return said


def _tell(request: HttpRequest, answers: list[dict[str, Any]]) -> None:
    """Say to whoever has no script what became of the pictures."""
    taken = sum(bool(answer.get("taken")) for answer in answers)
    if taken:
        said = ngettext("%(n)d picture is taken in.", "%(n)d pictures are taken in.", taken)
        messages.success(request, said % {"n": taken})
    for answer in answers:
        if "refused" in answer:
            messages.error(request, answer["refused"])
        elif not answer.get("taken"):
            messages.warning(request, f"“{answer['title']}”: {answer['said']}")
    if not answers:
        messages.error(request, _("Choose pictures first."))


def _for_picker(photo: Photo, now: datetime) -> dict[str, Any]:
    shown = photo.rendition(THUMB)
    missing = join_with_and(paper_names(photo))
    return {
        "id": photo.pk,
        "title": photo.title,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "licence": photo.licence,
        "src": shown.file.url if shown else "",
        "focus": [tenth(photo.focal_x), tenth(photo.focal_y)],
        "usable": photo.is_usable(now),
        "missing": _("Missing: %(papers)s.") % {"papers": missing} if missing else "",
    }
