"""Recognises the type of a file by its first bytes, for the message that refuses it."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD = 4096  # bytes that are checked


class Kind(NamedTuple):
    pattern: re.Pattern[bytes]
    words: Promise


def _kind(pattern: bytes, words: Promise) -> Kind:
    return Kind(re.compile(pattern, re.DOTALL | re.IGNORECASE), words)


# The formats the library accepts: these are refused only when they cannot be read.
ACCEPTED = [
    _kind(rb"\xff\xd8\xff", _("a JPEG image")),
    _kind(rb"\x89PNG\r\n\x1a\n", _("a PNG image")),
    _kind(rb"RIFF....WEBP", _("a WebP image")),
    _kind(rb"....ftypavi[fs]", _("an AVIF image")),
    _kind(rb"GIF8[79]a", _("a GIF image")),
    _kind(rb"II[\x2a\x2b]\x00|MM\x00[\x2a\x2b]", _("a TIFF image")),
]

OTHERS = [
    _kind(rb"....ftyp(hei[cxms]|hev[cx]|mif1|msf1)", _("a HEIC image")),
    _kind(rb"\xff\x0a|\x00\x00\x00\x0cJXL ", _("a JPEG XL image")),
    _kind(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51", _("a JPEG 2000 image")),
    _kind(rb"BM....\x00\x00", _("a BMP image")),
    _kind(rb"8BPS", _("a Photoshop document")),
    _kind(rb"\x00\x00[\x01\x02]\x00", _("an icon file")),
    _kind(rb"%PDF-", _("a PDF document")),
    _kind(rb"%!PS|\xc5\xd0\xd3\xc6", _("a PostScript drawing")),
    _kind(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |\x00\x00\x01\xba", _("a video")),
    _kind(rb"ID3|\xff[\xfb\xf3\xf2]|RIFF....WAVE|OggS|fLaC", _("an audio file")),
    _kind(rb"PK\x03\x04|\xd0\xcf\x11\xe0", _("an office document or an archive")),
    _kind(rb"\x1f\x8b|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ", _("an archive")),
    _kind(rb"(?:(?!<svg).)*<(?:\w+:)?svg[\s>/:]", _("an SVG drawing")),
    _kind(rb"\s*<(?:!doctype svg|svg)", _("an SVG drawing")),
    _kind(rb"\s*<(?:!doctype html|html|head|body|script)", _("a web page")),
    _kind(rb"\s*<\?xml", _("an XML document")),
]


def find_accepted(head: bytes) -> Promise | None:
    """Return the name of the format if the library accepts it, else None."""
    return next((kind.words for kind in ACCEPTED if kind.pattern.match(head)), None)


def describe_other(head: bytes) -> Promise:
    """Describe a file of a type the library does not accept."""
    head = _to_plain_bytes(head)
    found = next((kind.words for kind in OTHERS if kind.pattern.match(head)), None)
    if found:
        return found
    return _("not an image") if _is_binary(head) else _("plain text, not an image")


def _to_plain_bytes(head: bytes) -> bytes:
    """Return text in UTF-16, or in UTF-8 with a byte order mark, as bytes patterns match."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, errors="ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _is_binary(head: bytes) -> bool:
    return b"\x00" in head or sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 20
