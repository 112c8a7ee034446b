"""Serves the files readers may have: renditions and the outlet's logo. Originals have no URL."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from outlet.middleware import outlet_exempt

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
FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"


@require_safe
@outlet_exempt
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a rendition (cached for ever) or the logo (for a day); any other name is a 404."""
    is_rendition = bool(RENDITION.fullmatch(name))
    if not is_rendition and not LOGO.fullmatch(name):
        raise Http404
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=TYPES[name.rpartition(".")[2].lower()])
    response["Cache-Control"] = FOR_EVER if is_rendition else A_DAY
    response["X-Content-Type-Options"] = "nosniff"
    # An SVG logo may contain a script; opened by itself it must not run.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
