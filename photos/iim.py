"""IPTC-IIM: the older block of facts in a JPEG's Photoshop segment. Knows no Django.

Source: IPTC-NAA Information Interchange Model 4.2; Adobe Photoshop File Formats, image resources.
"""

from __future__ import annotations

import struct

UTF8 = b"\x1b%G"
IIM_RESOURCE = 0x0404
# Dataset in record 2, and the most octets the model allows it.
_WRITTEN = {"creator": (80, 32), "credit": (110, 32), "copyright": (116, 128)}


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def _cut(text: str, octets: int) -> bytes:
    """Cut UTF-8 to a length without cutting a letter."""
    return text.encode()[:octets].decode(errors="ignore").encode()


def segment(papers: dict) -> bytes:
    """Write a JPEG APP13 segment with creator, credit and copyright; b"" for none."""
    block = b""
    for name, (number, octets) in _WRITTEN.items():
        values = papers.get(name) or []
        for value in values if isinstance(values, list) else [values]:
            block += _dataset(2, number, _cut(value, octets))
    if not block:
        return b""
    block = _dataset(1, 90, UTF8) + _dataset(2, 0, b"\x00\x04") + block
    block += b"\x00" * (len(block) % 2)
    resource = b"8BIM" + struct.pack(">HHI", IIM_RESOURCE, 0, len(block)) + block
    body = b"Photoshop 3.0\x00" + resource
    return struct.pack(">HH", 0xFFED, len(body) + 2) + body
