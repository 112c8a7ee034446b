"""Sends readers' pages compressed: brotli to whoever takes it, else gzip.

Pages for readers hold no secret and mirror no cookie, so that their length tells nobody anything
(BREACH); the desk's pages do, and are sent as they are.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from .conditional_get import is_of_the_desk

AT_LEAST = 500  # bytes: below this the gain is less than the work
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
TEXT = ("text/", "application/json", "application/xml")
TEXT_ENDINGS = ("+xml", "+json")


class CompressionMiddleware:
    """Compress what is text, whole, and not the desk's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_of_the_desk(request) or not is_worth_it(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if coding := chosen(request.headers.get("Accept-Encoding", "")):
            packed = pack(response.content, coding)
            if len(packed) < len(response.content):
                response.content = packed
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Length"] = str(len(packed))
                _weaken_etag(response)
        return response


def is_worth_it(response: HttpResponse) -> bool:
    """Say whether a response is text that is not compressed yet."""
    if response.streaming or response.has_header("Content-Encoding"):
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    is_text = kind.startswith(TEXT) or kind.endswith(TEXT_ENDINGS)
    return is_text and len(response.content) >= AT_LEAST


def chosen(accepted: str) -> str:
    """Choose a coding from Accept-Encoding: "br", "gzip" or "". Source: RFC 9110, 12.5.3"""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        weights[name.strip()] = _weight(rest)
    for coding in ("br", "gzip"):
        if weights.get(coding, weights.get("*", 0)) > 0:
            return coding
    return ""


def _weight(rest: str) -> float:
    name, _, value = rest.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def pack(content: bytes, coding: str) -> bytes:
    if coding == "br":
        return brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def _weaken_etag(response: HttpResponse) -> None:
    """Mark an ETag as one of the content and not of its bytes, which the coding changes."""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"
