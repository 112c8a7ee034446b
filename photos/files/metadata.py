"""Reads the metadata of a picture: IPTC in XMP and IIM, EXIF. Runs in the child, without Django.

XMP wins over IIM, IIM over EXIF. Where a program without XMP support changed the IIM block later
(Photoshop's digest of it no longer matches), XMP still wins, because IIM may be truncated; where
IIM says something else it is returned under "differs", for the desk to see.

Source: IPTC Photo Metadata Standard 2025.1; PLUS; EXIF 3.0; MWG guidelines for the digest.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable
from typing import Any

from PIL import Image

from . import iim, xmp
from .xmp import Value

UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
MAX_EXIF = 4_000_000  # bytes; no camera writes more
MAX_LENGTH = 5000  # characters of one text
MAX_ENTRIES = 200  # of one list
PLUS_VOCABULARY = "http://ns.useplus.org/ldf/vocab/"

# Entries that are one text: XMP property and IIM dataset of record 2.
TEXTS: dict[str, tuple[str, int | None]] = {
    "creator_job_title": ("photoshop:AuthorsPosition", 85),
    "credit": ("photoshop:Credit", 110),
    "source": ("photoshop:Source", 115),
    "copyright": ("dc:rights", 116),
    "usage_terms": ("xmpRights:UsageTerms", None),
    "web_statement": ("xmpRights:WebStatement", None),
    "other_constraints": ("plus:OtherConstraints", None),
    "caption": ("dc:description", 120),
    "caption_writer": ("photoshop:CaptionWriter", 122),
    "headline": ("photoshop:Headline", 105),
    "title": ("dc:title", 5),
    "alt": ("Iptc4xmpCore:AltTextAccessibility", None),
    "extended_description": ("Iptc4xmpCore:ExtDescrAccessibility", None),
    "sublocation": ("Iptc4xmpCore:Location", 92),
    "city": ("photoshop:City", 90),
    "state": ("photoshop:State", 95),
    "country": ("photoshop:Country", 101),
    "country_code": ("Iptc4xmpCore:CountryCode", 100),
    "instructions": ("photoshop:Instructions", 40),
    "job_id": ("photoshop:TransmissionReference", 103),
    "event": ("Iptc4xmpExt:Event", None),
    "digital_source_type": ("Iptc4xmpExt:DigitalSourceType", None),
    "image_id": ("plus:ImageSupplierImageID", None),
    "ai_prompt": ("Iptc4xmpExt:AIPromptInformation", None),
    "ai_prompt_writer": ("Iptc4xmpExt:AIPromptWriterName", None),
    "ai_system": ("Iptc4xmpExt:AISystemUsed", None),
    "ai_system_version": ("Iptc4xmpExt:AISystemVersionUsed", None),
}
# Entries that are several texts.
LISTS: dict[str, tuple[str, int | None]] = {
    "creator": ("dc:creator", 80),
    "keywords": ("dc:subject", 25),
    "persons": ("Iptc4xmpExt:PersonInImage", None),
    "model_release_ids": ("plus:ModelReleaseID", None),
    "property_release_ids": ("plus:PropertyReleaseID", None),
}
# Entries that are several structures, and the prefix of their fields' names.
STRUCTURES: dict[str, tuple[str, str]] = {
    "copyright_owner": ("plus:CopyrightOwner", "CopyrightOwner"),
    "licensor": ("plus:Licensor", "Licensor"),
    "image_supplier": ("plus:ImageSupplier", "ImageSupplier"),
    "location_created": ("Iptc4xmpExt:LocationCreated", ""),
    "location_shown": ("Iptc4xmpExt:LocationShown", ""),
}
# Entries with a code of the PLUS vocabulary: DMI-PROHIBITED, MR-NAP.
CODES = {
    "data_mining": "plus:DataMining",
    "model_release": "plus:ModelReleaseStatus",
    "property_release": "plus:PropertyReleaseStatus",
}

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_EXIF_TEXTS = {"caption": 0x010E, "copyright": 0x8298}
# EXIF tags that identify a device or person: never published, and the desk sees that they exist.
_PRIVATE = {
    "serial number": (0xA431, 0xA435),
    "owner's name": (0xA430,),
    "maker notes": (0x927C,),
}
_PRIVATE_XMP = {
    "GPS position": re.compile(r"\}GPS(Lat|Long)itude$"),
    "serial number": re.compile(r"\}(Lens|Body|Camera)?SerialNumber$"),
    "owner's name": re.compile(r"\}(Camera)?OwnerName$"),
}
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_metadata(image: Image.Image) -> dict[str, Any]:
    """Return the metadata of a decoded picture, without empty entries, ready for JSON.

    Damaged metadata never makes a picture unusable: whatever can be read is returned.
    """
    packet = _try_reading(_read_packet, image, {})
    block = _try_reading(iim.read_block, image, b"")
    older = _try_reading(iim.read, block, {})
    facts = _read_exif(image)
    from_xmp, from_iim = _read_xmp(packet), _read_iim(older)
    facts |= from_iim | from_xmp
    if _was_iim_changed_later(image, block):
        facts["differs"] = {
            name: value
            for name, value in from_iim.items()
            if name in from_xmp and not _starts_with(from_xmp[name], value)
        }
    private = {name for name, tag in _PRIVATE_XMP.items() if any(map(tag.search, packet))}
    facts["private"] = sorted({*facts.get("private", []), *private})
    return {name: value for name, value in facts.items() if value}


def _try_reading(read: Callable[[Any], Any], source: Any, otherwise: Any) -> Any:
    """Call `read`; return `otherwise` if the file is damaged."""
    try:
        return read(source)
    except UNREADABLE:
        return otherwise


def _read_packet(image: Image.Image) -> dict[str, Value]:
    """Read the XMP packet, a JPEG's extended part included."""
    written = image.info.get("xmp") or b""
    found = xmp.read(written.encode() if isinstance(written, str) else written)
    return xmp.read(xmp.join_extended(getattr(image, "applist", []))) | found


def _read_xmp(packet: dict[str, Value]) -> dict[str, Any]:
    values = {
        **{fact: _read_one(packet.get(xmp.expand_name(tag))) for fact, (tag, _) in TEXTS.items()},
        **{
            fact: _read_several(packet.get(xmp.expand_name(tag)))
            for fact, (tag, _) in LISTS.items()
        },
        **{
            fact: _read_structures(packet.get(xmp.expand_name(tag)), prefix)
            for fact, (tag, prefix) in STRUCTURES.items()
        },
        **{fact: _read_code(packet.get(xmp.expand_name(tag))) for fact, tag in CODES.items()},
        "date_created": _read_one(packet.get(xmp.expand_name("photoshop:DateCreated"))),
    }
    return {fact: value for fact, value in values.items() if value}


def _read_iim(datasets: dict[tuple[int, int], list[str]]) -> dict[str, Any]:
    def texts(number: int) -> list[str]:
        return [text for value in datasets.get((2, number), []) if (text := clean_text(value))][
            :MAX_ENTRIES
        ]

    values: dict[str, Any] = {
        fact: next(iter(texts(number)), "") for fact, (_, number) in TEXTS.items() if number
    }
    values |= {fact: texts(number) for fact, (_, number) in LISTS.items() if number}
    values["date_created"] = _format_iim_date(
        *(next(iter(texts(number)), "") for number in (55, 60))
    )
    return {fact: value for fact, value in values.items() if value}


def _format_iim_date(day: str, time: str) -> str:
    """Write CCYYMMDD and HHMMSS±HHMM as ISO 8601; a date alone may be partly unknown (00)."""
    on = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", day)
    if not on:
        return ""
    known = [part for part in on.groups() if part.strip("0")]
    at = re.fullmatch(r"(\d\d)(\d\d)(\d\d)([+-]\d\d)?(\d\d)?", time)
    if len(known) < 3 or not at:
        return "-".join(known)
    zone = f"{at[4]}:{at[5] or '00'}" if at[4] else ""
    return f"{'-'.join(known)}T{at[1]}:{at[2]}:{at[3]}{zone}"


def _read_exif(image: Image.Image) -> dict[str, Any]:
    if len(image.info.get("exif") or b"") > MAX_EXIF:
        return {}
    exif = _try_reading(Image.Image.getexif, image, {})
    if not exif:
        return {}
    inner = _try_reading(lambda source: source.get_ifd(_EXIF_IFD), exif, {})
    facts: dict[str, Any] = {fact: _decode_exif(exif.get(tag)) for fact, tag in _EXIF_TEXTS.items()}
    artists = _decode_exif(exif.get(0x013B)).split(";")
    facts["creator"] = [name.strip() for name in artists if name.strip()][:MAX_ENTRIES]
    facts["date_created"] = _format_exif_date(inner)
    camera = [_decode_exif(exif.get(tag)) for tag in (0x010F, 0x0110)]
    facts["camera"] = camera[1] if camera[1].startswith(camera[0]) else " ".join(camera).strip()
    facts["gps"] = _try_reading(_read_position, exif, None)
    private = {name for name, tags in _PRIVATE.items() if any(inner.get(tag) for tag in tags)}
    facts["private"] = sorted(private | ({"GPS position"} if facts["gps"] else set()))
    return {fact: value for fact, value in facts.items() if value}


def _decode_exif(value: object) -> str:
    """Return an EXIF text. Pillow reads Latin-1; most programs write UTF-8."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return ""
    text = " ".join(part.strip() for part in text.split("\x00") if part.strip())
    try:
        text = text.encode("latin-1").decode()
    except UnicodeError:
        return clean_text(text)
    return clean_text(text)


def _format_exif_date(inner: dict[int, Any]) -> str:
    """Write DateTimeOriginal and its offset as ISO 8601."""
    taken = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", _decode_exif(inner.get(0x9003)))
    if not taken or taken[1] == "0000":
        return ""
    offset = _decode_exif(inner.get(0x9011))
    offset = offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else ""
    return f"{taken[1]}-{taken[2]}-{taken[3]}T{taken[4]}{offset}"


def _read_position(exif: Image.Exif) -> list[float] | None:
    """Return latitude and longitude in degrees, north and east positive."""
    gps = exif.get_ifd(_GPS_IFD)
    place = []
    for value, reference, negative in ((2, 1, "S"), (4, 3, "W")):
        degrees, minutes, seconds = (float(part) for part in gps[value])
        sign = -1 if str(gps.get(reference, "")).upper().startswith(negative) else 1
        place.append(round(sign * (degrees + minutes / 60 + seconds / 3600), 6))
    in_range = abs(place[0]) <= 90 and abs(place[1]) <= 180
    return place if in_range and any(place) else None


def _was_iim_changed_later(image: Image.Image, block: bytes) -> bool:
    """Say whether a program without XMP support changed the IIM block later."""
    digest = iim.read_photoshop(image).get(iim.DIGEST_RESOURCE)
    if not block or not digest or not any(digest):
        return False
    return hashlib.md5(block, usedforsecurity=False).digest() != digest


def _starts_with(value: Any, older: Any) -> bool:
    """Say whether `older` is the same value, perhaps truncated to IIM's shorter fields."""
    if isinstance(value, str) and isinstance(older, str):
        return value.startswith(older)
    return value == older


def clean_text(text: str) -> str:
    """Return a text that can be stored: stripped, of limited length, without control characters."""
    return _CONTROL_CHARACTERS.sub("", text).strip()[:MAX_LENGTH]


def _read_one(value: Value | None) -> str:
    while isinstance(value, list):
        value = value[0] if value else ""
    return clean_text(value) if isinstance(value, str) else ""


def _read_several(value: Value | None) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for each in values[:MAX_ENTRIES] if (text := _read_one(each))]


def _read_code(value: Value | None) -> str:
    return _read_one(value).removeprefix(PLUS_VOCABULARY)


def _read_structures(value: Value | None, prefix: str) -> list[dict[str, str | list[str]]]:
    """Return structures with short names: LicensorURL becomes url, CountryName country_name."""
    found = []
    for each in value[:MAX_ENTRIES] if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            fields = {
                _shorten_name(key, prefix): _read_several(inner)
                if isinstance(inner, list)
                else _read_one(inner)
                for key, inner in each.items()
            }
            found.append({key: inner for key, inner in fields.items() if inner})
    return [fields for fields in found if fields]


def _shorten_name(key: str, prefix: str) -> str:
    local = key.rpartition("}")[2].removeprefix(prefix)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", local).lower()
