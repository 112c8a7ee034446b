"""IPTC-IIM, the older metadata block in a JPEG's Photoshop segment. Does not import Django.

Source: IPTC-NAA Information Interchange Model 4.2; Adobe Photoshop File Formats, image resources.
"""

from __future__ import annotations

import struct
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

UTF8 = b"\x1b%G"
IIM_RESOURCE = 0x0404
DIGEST_RESOURCE = 0x0425
_TIFF_IIM = 33723
# Dataset in record 2, and the most bytes the standard allows for it.
_WRITTEN = {"creator": (80, 32), "credit": (110, 32), "copyright": (116, 128)}


def read_block(image: Image.Image) -> bytes:
    """Return the IIM block of an opened JPEG or TIFF; b"" without one."""
    if isinstance(image, TiffImageFile):
        # The raw bytes, as Pillow's own IptcImagePlugin takes them too: some programs declare them
        # as bytes, some as long words.
        return image.tag_v2._tagdata.get(_TIFF_IIM, b"")
    return read_photoshop(image).get(IIM_RESOURCE, b"")


def read_photoshop(image: Image.Image) -> dict[int, bytes]:
    """Return the image resources of a JPEG's Photoshop segments."""
    found = image.info.get("photoshop")
    resources = found if isinstance(found, dict) else {}
    return {key: value for key, value in resources.items() if isinstance(value, bytes)}


def read(block: bytes) -> dict[tuple[int, int], list[str]]:
    """Read a block into texts by record and dataset number, up to the first damaged dataset.

    Source: IIM 4.2: 1:90 ESC % G declares UTF-8. Without it text should be Latin-1; in practice
    it is UTF-8 if it decodes as such, else Windows-1252.
    """
    raw: dict[tuple[int, int], list[bytes]] = {}
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        record, number, length = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if length & 0x8000:  # an extended dataset: so many octets of length follow
            octets = length & 0x7FFF
            length = int.from_bytes(block[at : at + octets])
            at += octets
        raw.setdefault((record, number), []).append(block[at : at + length])
        at += length
    says_utf8 = any(value.startswith(b"\x1b%") for value in raw.get((1, 90), []))
    return {key: [_decode(value, says_utf8) for value in values] for key, values in raw.items()}


def _decode(value: bytes, says_utf8: bool) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("utf-8" if says_utf8 else "cp1252", errors="replace")


def _make_dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def _truncate(text: str, octets: int) -> bytes:
    """Return text as UTF-8 of at most so many bytes, without splitting a character."""
    return text.encode()[:octets].decode(errors="ignore").encode()


def write_segment(details: dict[str, Any]) -> bytes:
    """Write a JPEG APP13 segment with creator, credit and copyright; b"" for none."""
    block = b""
    for name, (number, octets) in _WRITTEN.items():
        values = details.get(name) or []
        for value in values if isinstance(values, list) else [values]:
            block += _make_dataset(2, number, _truncate(value, octets))
    if not block:
        return b""
    block = _make_dataset(1, 90, UTF8) + _make_dataset(2, 0, b"\x00\x04") + block
    block += b"\x00" * (len(block) % 2)
    resource = b"8BIM" + struct.pack(">HHI", IIM_RESOURCE, 0, len(block)) + block
    body = b"Photoshop 3.0\x00" + resource
    return struct.pack(">HH", 0xFFED, len(body) + 2) + body
