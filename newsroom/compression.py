"""Compresses public pages: with brotli where the client accepts it, else gzip.

Public pages hold no secret and repeat no cookie, so that their length gives nothing away (BREACH);
the desk's pages do, and are sent uncompressed.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from .conditional_get import is_admin_request

MIN_BYTES = 500  # below this the gain is less than the work
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
TEXT = ("text/", "application/json", "application/xml")
TEXT_ENDINGS = ("+xml", "+json")


class CompressionMiddleware:
    """Compress public responses that are text and not streamed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_admin_request(request) or not is_compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if coding := choose_coding(request.headers.get("Accept-Encoding", "")):
            compressed = compress(response.content, coding)
            if len(compressed) < len(response.content):
                response.content = compressed
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Length"] = str(len(compressed))
                _weaken_etag(response)
        return response


def is_compressible(response: HttpResponse) -> bool:
    """Return whether a response is text that is not compressed yet."""
    if response.streaming or response.has_header("Content-Encoding"):
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    is_text = kind.startswith(TEXT) or kind.endswith(TEXT_ENDINGS)
    return is_text and len(response.content) >= MIN_BYTES


def choose_coding(accepted: str) -> str:
    """Choose a coding from Accept-Encoding: "br", "gzip" or "". Source: RFC 9110, 12.5.3"""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        weights[name.strip()] = _parse_weight(rest)
    for coding in ("br", "gzip"):
        if weights.get(coding, weights.get("*", 0)) > 0:
            return coding
    return ""


def _parse_weight(rest: str) -> float:
    name, _, value = rest.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def compress(content: bytes, coding: str) -> bytes:
    if coding == "br":
        return brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def _weaken_etag(response: HttpResponse) -> None:
    """Make the ETag a weak one: the coding changes the bytes and not the content."""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"
