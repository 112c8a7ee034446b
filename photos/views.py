"""Files that readers may have: renditions and the paper's logo. Originals have no address."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

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
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a rendition for ever and a logo for a day; for any other name there is nothing here."""
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
    # A logo may be a drawing with script in it; opened by itself it may do nothing.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
