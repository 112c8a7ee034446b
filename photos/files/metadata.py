"""What a picture says of itself: IPTC in XMP and IIM, EXIF. Runs in the child; knows no Django.

XMP comes before IIM, IIM before EXIF. Where a program that knows no XMP changed the IIM block
later (Photoshop's digest of it no longer fits), XMP still leads, because it may be cut or old in
its own way, and what IIM says otherwise stands under "differs" for the desk to see.

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
MAX_EXIF = 4_000_000  # bytes; more than that is no camera's
LONGEST = 5000  # letters of one fact
MOST = 200  # entries of one list
PLUS_VOCABULARY = "http://ns.useplus.org/ldf/vocab/"

# Facts that are one text: XMP property and IIM dataset of record 2.
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
# Facts that are several texts.
LISTS: dict[str, tuple[str, int | None]] = {
    "creator": ("dc:creator", 80),
    "keywords": ("dc:subject", 25),
    "persons": ("Iptc4xmpExt:PersonInImage", None),
    "model_release_ids": ("plus:ModelReleaseID", None),
    "property_release_ids": ("plus:PropertyReleaseID", None),
}
# Facts that are several structures, and what their fields' names begin with.
STRUCTURES: dict[str, tuple[str, str]] = {
    "copyright_owner": ("plus:CopyrightOwner", "CopyrightOwner"),
    "licensor": ("plus:Licensor", "Licensor"),
    "image_supplier": ("plus:ImageSupplier", "ImageSupplier"),
    "location_created": ("Iptc4xmpExt:LocationCreated", ""),
    "location_shown": ("Iptc4xmpExt:LocationShown", ""),
}
# Facts out of PLUS's vocabulary, kept as its codes: DMI-PROHIBITED, MR-NAP.
CODES = {
    "data_mining": "plus:DataMining",
    "model_release": "plus:ModelReleaseStatus",
    "property_release": "plus:PropertyReleaseStatus",
}

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_EXIF_TEXTS = {"caption": 0x010E, "copyright": 0x8298}
# EXIF tags of one device or person: readers never get them, and the desk is told they are there.
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
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def facts_of(image: Image.Image) -> dict[str, Any]:
    """Return what a decoded picture says, empty facts left out, ready for JSON.

    Damaged facts never refuse a picture: what can be read is.
    """
    packet = _tried(_packet, image, {})
    block = _tried(iim.block_of, image, b"")
    older = _tried(iim.read, block, {})
    facts = _from_exif(image)
    from_xmp, from_iim = _from_xmp(packet), _from_iim(older)
    facts |= from_iim | from_xmp
    if _iim_changed_later(image, block):
        facts["differs"] = {
            name: value
            for name, value in from_iim.items()
            if name in from_xmp and not _begins_with(from_xmp[name], value)
        }
    private = {name for name, tag in _PRIVATE_XMP.items() if any(map(tag.search, packet))}
    facts["private"] = sorted({*facts.get("private", []), *private})
    return {name: value for name, value in facts.items() if value}


def _tried(read: Callable[[Any], Any], source: Any, otherwise: Any) -> Any:
    """Read, and take a file's damage for absence."""
    try:
        return read(source)
    except UNREADABLE:
        return otherwise


def _packet(image: Image.Image) -> dict[str, Value]:
    """Read the XMP packet, a JPEG's extended part included."""
    written = image.info.get("xmp") or b""
    found = xmp.read(written.encode() if isinstance(written, str) else written)
    return xmp.read(xmp.extended(getattr(image, "applist", []))) | found


def _from_xmp(packet: dict[str, Value]) -> dict[str, Any]:
    values = {
        **{fact: _one(packet.get(xmp.name(tag))) for fact, (tag, _) in TEXTS.items()},
        **{fact: _several(packet.get(xmp.name(tag))) for fact, (tag, _) in LISTS.items()},
        **{
            fact: _structures(packet.get(xmp.name(tag)), prefix)
            for fact, (tag, prefix) in STRUCTURES.items()
        },
        **{fact: _code(packet.get(xmp.name(tag))) for fact, tag in CODES.items()},
        "date_created": _one(packet.get(xmp.name("photoshop:DateCreated"))),
    }
    return {fact: value for fact, value in values.items() if value}


def _from_iim(datasets: dict[tuple[int, int], list[str]]) -> dict[str, Any]:
    def texts(number: int) -> list[str]:
        return [text for value in datasets.get((2, number), []) if (text := fit(value))][:MOST]

    values: dict[str, Any] = {
        fact: next(iter(texts(number)), "") for fact, (_, number) in TEXTS.items() if number
    }
    values |= {fact: texts(number) for fact, (_, number) in LISTS.items() if number}
    values["date_created"] = _iim_date(*(next(iter(texts(number)), "") for number in (55, 60)))
    return {fact: value for fact, value in values.items() if value}


def _iim_date(day: str, time: str) -> str:
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


def _from_exif(image: Image.Image) -> dict[str, Any]:
    if len(image.info.get("exif") or b"") > MAX_EXIF:
        return {}
    exif = _tried(Image.Image.getexif, image, {})
    if not exif:
        return {}
    inner = _tried(lambda source: source.get_ifd(_EXIF_IFD), exif, {})
    facts: dict[str, Any] = {fact: _exif_text(exif.get(tag)) for fact, tag in _EXIF_TEXTS.items()}
    artists = _exif_text(exif.get(0x013B)).split(";")
    facts["creator"] = [name.strip() for name in artists if name.strip()][:MOST]
    facts["date_created"] = _exif_date(inner)
    camera = [_exif_text(exif.get(tag)) for tag in (0x010F, 0x0110)]
    facts["camera"] = camera[1] if camera[1].startswith(camera[0]) else " ".join(camera).strip()
    facts["gps"] = _tried(_position, exif, None)
    private = {name for name, tags in _PRIVATE.items() if any(inner.get(tag) for tag in tags)}
    facts["private"] = sorted(private | ({"GPS position"} if facts["gps"] else set()))
    return {fact: value for fact, value in facts.items() if value}


def _exif_text(value: object) -> str:
    """Return an EXIF text. Pillow reads Latin-1; most programs write UTF-8."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return ""
    text = " ".join(part.strip() for part in text.split("\x00") if part.strip())
    try:
        text = text.encode("latin-1").decode()
    except UnicodeError:
        return fit(text)
    return fit(text)


def _exif_date(inner: dict[int, Any]) -> str:
    """Write DateTimeOriginal and its offset as ISO 8601."""
    taken = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", _exif_text(inner.get(0x9003)))
    if not taken or taken[1] == "0000":
        return ""
    offset = _exif_text(inner.get(0x9011))
    offset = offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else ""
    return f"{taken[1]}-{taken[2]}-{taken[3]}T{taken[4]}{offset}"


def _position(exif: Image.Exif) -> list[float] | None:
    """Return latitude and longitude in degrees, north and east positive."""
    gps = exif.get_ifd(_GPS_IFD)
    place = []
    for value, reference, negative in ((2, 1, "S"), (4, 3, "W")):
        degrees, minutes, seconds = (float(part) for part in gps[value])
        sign = -1 if str(gps.get(reference, "")).upper().startswith(negative) else 1
        place.append(round(sign * (degrees + minutes / 60 + seconds / 3600), 6))
    in_range = abs(place[0]) <= 90 and abs(place[1]) <= 180
    return place if in_range and any(place) else None


def _iim_changed_later(image: Image.Image, block: bytes) -> bool:
    """Say whether the IIM block was changed by a program that did not know XMP."""
    digest = iim.photoshop(image).get(iim.DIGEST_RESOURCE)
    if not block or not digest or not any(digest):
        return False
    return hashlib.md5(block, usedforsecurity=False).digest() != digest


def _begins_with(value: Any, older: Any) -> bool:
    """Say whether the older block holds the same, perhaps cut to its shorter fields."""
    if isinstance(value, str) and isinstance(older, str):
        return value.startswith(older)
    return value == older


def fit(text: str) -> str:
    """Return a text fit to be kept: trimmed, of a sane length, without control characters."""
    return _UNFIT.sub("", text).strip()[:LONGEST]


def _one(value: Value | None) -> str:
    while isinstance(value, list):
        value = value[0] if value else ""
    return fit(value) if isinstance(value, str) else ""


def _several(value: Value | None) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for each in values[:MOST] if (text := _one(each))]


def _code(value: Value | None) -> str:
    return _one(value).removeprefix(PLUS_VOCABULARY)


def _structures(value: Value | None, prefix: str) -> list[dict[str, str | list[str]]]:
    """Return structures with plain names: LicensorURL is url, CountryName is country_name."""
    found = []
    for each in value[:MOST] if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            fields = {
                _plain_name(key, prefix): _several(inner)
                if isinstance(inner, list)
                else _one(inner)
                for key, inner in each.items()
            }
            found.append({key: inner for key, inner in fields.items() if inner})
    return [fields for fields in found if fields]


def _plain_name(key: str, prefix: str) -> str:
    local = key.rpartition("}")[2].removeprefix(prefix)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", local).lower()
