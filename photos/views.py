"""Serves the files people may have: renditions and the outlet's logo. Originals have no URL."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from outlet.middleware import outlet_exempt
from vocabulary.visibility import mark_visible, visible_to

from .models import Photo

RENDITION = re.compile(r"r/[0-9a-f]{32,64}(_\w+)?\.(avif|webp|jpg)")
LOGO = re.compile(r"outlet/[\w.-]+\.(avif|webp|jpe?g|png|gif|svg)", re.ASCII | re.IGNORECASE)
TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}
A_DAY = "public, max-age=86400"
A_MINUTE = "public, max-age=60"
AT_DESK = "private, max-age=300"


@require_safe
@outlet_exempt
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the logo, or a rendition of a photo readers may see now; anything else is a 404.

    So a photo in the trash, or one whose rights have expired, is gone from this server at once.
    Caches keep it for a day at most. While the database is away what was public stays so, for a
    minute at a time.
    """
    if LOGO.fullmatch(name):
        return send_file(name, A_DAY)
    if not RENDITION.fullmatch(name):
        raise Http404
    try:
        if not Photo.objects.usable().filter(renditions__file=name).exists():
            raise Http404
    except (InterfaceError, OperationalError):
        return send_file(name, A_MINUTE)
    return send_file(name, A_DAY)


@require_safe
def desk_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a rendition at the desk: of a photo this person may see, or that readers may."""
    shown = Photo.objects.filter(renditions__file=name)
    may_see = visible_to(shown, request.user).exists() or mark_visible(shown.usable()).exists()
    if not RENDITION.fullmatch(name) or not may_see:
        raise Http404
    return send_file(name, AT_DESK)


def send_file(name: str, cache_control: str) -> HttpResponseBase:
    """Send a stored file, or let the proxy send it where the settings name its place for that.

    Raises: Http404.
    """
    kind = TYPES[name.rpartition(".")[2].lower()]
    if settings.ACCEL_REDIRECT:
        response: HttpResponseBase = HttpResponse(content_type=kind)
        response["X-Accel-Redirect"] = f"{settings.ACCEL_REDIRECT}{name}"
    else:
        try:
            response = FileResponse(default_storage.open(name), content_type=kind)
        except FileNotFoundError as error:
            raise Http404 from error
        response["ETag"] = f'"{name}"'  # its name is the hash of its content
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    # An SVG logo may contain a script; opened by itself it must not run.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
