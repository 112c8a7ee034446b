"""Views of the photo library beside the admin's own: the picker, the details dialog, uploads."""

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

from staff.models import user_of
from vocabulary.parse_ids import parse_ids
from vocabulary.text import join_with_and
from vocabulary.visibility import visible_to

from ..display import THUMB, desk_url, name_missing_details, tenth
from ..files.decode import FileRefused
from ..intake import examine, store_picture
from ..models import Photo
from ..similarity import find_look_alikes
from .forms import PhotoDetailsForm

# Uploads are examined one at a time, to leave a processor free for readers.
EXAMINING = Lock()
PICKER_SIZE = 24  # photos the picker shows at once


@require_safe
def picker(request: HttpRequest, model_admin: ModelAdmin) -> JsonResponse:
    """List photos for the editor's picker: those matching `?q=`, or those with an `?id=`."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    photos = visible_to(Photo.objects.for_drawing(), request.user)
    numbers = request.GET.getlist("id")
    if numbers:
        photos = photos.filter(pk__in=parse_ids(numbers[:PICKER_SIZE]))
    else:
        photos = photos.not_trashed().matching(request.GET.get("q", ""))[:PICKER_SIZE]
    now = timezone.now()
    shown = [
        {**_serialise(photo, now), "url": _build_url(photo)}
        if model_admin.has_change_permission(request, photo)
        else _serialise(photo, now)
        for photo in photos
    ]
    return JsonResponse({"photos": shown})


@require_POST
def details(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> JsonResponse:
    """Save the details sent from the dialog beside a story; answer with the photo or the errors."""
    photos = visible_to(Photo.objects.not_trashed().for_drawing(), request.user)
    photo = get_object_or_404(photos, pk=pk)
    if not model_admin.has_change_permission(request, photo):
        raise PermissionDenied
    form = PhotoDetailsForm(request.POST, instance=photo)
    if not form.is_valid():
        errors = {name: found[0] for name, found in form.errors.items()}
        return JsonResponse({"errors": errors})
    model_admin.save_model(request, form.save(commit=False), form, change=True)
    model_admin.log_change(request, photo, [{"changed": {"fields": form.changed_data}}])
    return JsonResponse({"photo": _serialise(photo, timezone.now())})


@require_POST
def upload(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Add the uploaded pictures to the library. Renditions are left to the task worker.

    The script sends one picture and reads JSON; a plain form sends many and returns to the list.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    answers = [_save_upload(file, request, model_admin) for file in request.FILES.getlist("file")]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"pictures": answers})
    _report(request, answers)
    lists = reverse("admin:photos_photo_changelist")
    return HttpResponseRedirect(f"{lists}?status=incomplete&uploaded=me" if answers else lists)


def _save_upload(
    file: UploadedFile, request: HttpRequest, model_admin: ModelAdmin
) -> dict[str, Any]:
    """Add one picture; return a description of the result."""
    try:
        with EXAMINING:
            examined = examine(file)
        if duplicate := examined.find_duplicate():
            return _describe(duplicate, _("Already in the library."))
        photo = Photo(uploaded_by=user_of(request))
        store_picture(photo, examined)
    except FileRefused as refused:
        return {"refused": str(refused)}
    model_admin.log_addition(request, photo, [{"added": {}}])
    return {**_describe(photo, _describe_result(photo)), "uploaded": True}


def _describe(photo: Photo, result: str) -> dict[str, Any]:
    return {"id": photo.pk, "title": photo.title, "url": _build_url(photo), "message": result}


def _build_url(photo: Photo) -> str:
    return reverse("admin:photos_photo_change", args=[photo.pk])


def _describe_result(photo: Photo) -> str:
    """Say which details an uploaded photo is missing, and whether it looks like others."""
    missing = name_missing_details(photo)
    result = (
        _("Uploaded. Missing: %(details)s.") % {"details": join_with_and(missing)}
        if missing
        else _("Uploaded. All details are filled in.")
    )
    if near := len(find_look_alikes(photo)):
        alike = ngettext("Similar to %(n)d other.", "Similar to %(n)d others.", near)
        result = f"{result} {alike % {'n': near}}"
    return result


def _report(request: HttpRequest, answers: list[dict[str, Any]]) -> None:
    """Report the results as messages, for browsers without scripts."""
    uploaded = sum(bool(answer.get("uploaded")) for answer in answers)
    if uploaded:
        result = ngettext("%(n)d photo uploaded.", "%(n)d photos uploaded.", uploaded)
        messages.success(request, result % {"n": uploaded})
    for answer in answers:
        if "refused" in answer:
            messages.error(request, answer["refused"])
        elif not answer.get("uploaded"):
            messages.warning(request, f"“{answer['title']}”: {answer['message']}")
    if not answers:
        messages.error(request, _("Choose at least one photo."))


def _serialise(photo: Photo, now: datetime) -> dict[str, Any]:
    shown = photo.find_rendition(THUMB)
    missing = join_with_and(name_missing_details(photo))
    return {
        "id": photo.pk,
        "title": photo.title,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "licence": photo.licence,
        "src": desk_url(shown),
        "focus": [tenth(photo.focal_x), tenth(photo.focal_y)],
        "usable": photo.is_usable(now),
        "missing": _("Missing: %(details)s.") % {"details": missing} if missing else "",
    }
