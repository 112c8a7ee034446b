"""What a file is by its first bytes, in words for the sentence that refuses it."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD = 4096  # bytes looked at


class Kind(NamedTuple):
    pattern: re.Pattern[bytes]
    words: Promise


def _kind(pattern: bytes, words: Promise) -> Kind:
    return Kind(re.compile(pattern, re.DOTALL | re.IGNORECASE), words)


# Of the formats the library takes: these are refused only when they cannot be read.
TAKEN = [
    _kind(rb"\xff\xd8\xff", _("a JPEG picture")),
    _kind(rb"\x89PNG\r\n\x1a\n", _("a PNG picture")),
    _kind(rb"RIFF....WEBP", _("a WebP picture")),
    _kind(rb"....ftypavi[fs]", _("an AVIF picture")),
    _kind(rb"GIF8[79]a", _("a GIF picture")),
    _kind(rb"II[\x2a\x2b]\x00|MM\x00[\x2a\x2b]", _("a TIFF picture")),
]

OTHERS = [
    _kind(rb"....ftyp(hei[cxms]|hev[cx]|mif1|msf1)", _("a HEIC picture")),
    _kind(rb"\xff\x0a|\x00\x00\x00\x0cJXL ", _("a JPEG XL picture")),
    _kind(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51", _("a JPEG 2000 picture")),
    _kind(rb"BM....\x00\x00", _("a BMP picture")),
    _kind(rb"8BPS", _("a Photoshop document")),
    _kind(rb"\x00\x00[\x01\x02]\x00", _("an icon")),
    _kind(rb"%PDF-", _("a PDF document")),
    _kind(rb"%!PS|\xc5\xd0\xd3\xc6", _("a PostScript drawing")),
    _kind(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |\x00\x00\x01\xba", _("a film")),
    _kind(rb"ID3|\xff[\xfb\xf3\xf2]|RIFF....WAVE|OggS|fLaC", _("a sound recording")),
    _kind(rb"PK\x03\x04|\xd0\xcf\x11\xe0", _("an office document or an archive")),
    _kind(rb"\x1f\x8b|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ", _("an archive")),
    _kind(rb"(?:(?!<svg).)*<(?:\w+:)?svg[\s>/:]", _("a drawing (SVG)")),
    _kind(rb"\s*<(?:!doctype svg|svg)", _("a drawing (SVG)")),
    _kind(rb"\s*<(?:!doctype html|html|head|body|script)", _("a web page")),
    _kind(rb"\s*<\?xml", _("an XML document")),
]


def taken(head: bytes) -> Promise | None:
    """Name the format if it is one the library takes; None for any other."""
    return next((kind.words for kind in TAKEN if kind.pattern.match(head)), None)


def words_for(head: bytes) -> Promise:
    """Say what a file is that is not a picture the library takes."""
    head = _plain_letters(head)
    found = next((kind.words for kind in OTHERS if kind.pattern.match(head)), None)
    if found:
        return found
    return _("not a picture") if _is_binary(head) else _("plain text, not a picture")


def _plain_letters(head: bytes) -> bytes:
    """Return UTF-16 and UTF-8 with a byte order mark as plain bytes, so that patterns match."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, errors="ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _is_binary(head: bytes) -> bool:
    return b"\x00" in head or sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 20
