"""Details of a photo from its file's metadata, and the other way round. The desk's words win."""

from __future__ import annotations

from typing import Any

from .files.metadata import PLUS_VOCABULARY
from .models import Photo

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# Source: the "retired" notes in the IPTC vocabulary.
RETIRED_SOURCE_TYPES = {
    "digitalArt": "digitalCreation",
    "softwareImage": "digitalCreation",
    "minorHumanEdits": "humanEdits",
}
LICENCES: dict[str, str] = {
    Photo.Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Photo.Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Photo.Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


def collect_details_for_file(photo: Photo) -> dict[str, Any]:
    """Collect the details written into the files readers get.

    They never include a GPS position, a serial number or the owner's name.

    Source: IPTC Photo Metadata User Guide; Google's licensable images read the same fields.
    """
    metadata = photo.metadata
    details = {
        "creator": metadata.get("creator", []),
        "credit": photo.credit or metadata.get("credit", ""),
        "copyright": metadata.get("copyright", ""),
        "web_statement": find_licence_url(photo),
        "licensor": [
            {key: party[key] for key in ("name", "url") if party.get(key)}
            for party in metadata.get("licensor", [])
        ],
        "data_mining": _expand_plus_code(metadata.get("data_mining", "")),
        "other_constraints": metadata.get("other_constraints", ""),
        "alt": photo.alt,
    }
    if photo.digital_source_type:
        details["digital_source_type"] = SOURCE_TYPES + photo.digital_source_type
    return {name: value for name, value in details.items() if value}


def find_licence_url(photo: Photo) -> str:
    """Return the URL of a photo's licence terms, or "" if none is known.

    The URL in the file is used unless the desk chose another open licence: a file says which
    version of a licence applies, and the desk does not.

    Source: IPTC Photo Metadata, Web Statement of Rights, which Google reads as schema.org's
    `license`.
    """
    from_desk = LICENCES.get(photo.licence, "")
    from_file = photo.metadata.get("web_statement", "")
    if from_desk and read_licence({"web_statement": from_file}) != photo.licence:
        return from_desk
    return from_file


def _expand_plus_code(code: str) -> str:
    """Return the URL of a code of the PLUS vocabulary, as files carry it."""
    return PLUS_VOCABULARY + code if code.startswith("DMI-") else code


def read_details(metadata: dict[str, Any]) -> dict[str, str]:
    """Return values for the fields of Photo that a file's metadata can fill.

    Its caption is never used as alt text. Instructions and terms of use go to `restrictions`,
    because embargoes and "no use in …" notes are written there.
    """
    notes = (metadata.get(name) for name in ("instructions", "usage_terms", "other_constraints"))
    found = {
        "title": metadata.get("title", "")[:200],
        "caption": metadata.get("caption", ""),
        "alt": metadata.get("alt", ""),
        "credit": (metadata.get("credit") or " / ".join(metadata.get("creator", [])))[:200],
        "licence": read_licence(metadata),
        "restrictions": "\n".join(dict.fromkeys(note for note in notes if note)),
        "digital_source_type": read_source_type(metadata.get("digital_source_type", "")),
    }
    return {name: value for name, value in found.items() if value}


def read_licence(metadata: dict[str, Any]) -> str:
    """Recognise a Creative Commons licence by its URL; the desk chooses any other itself."""
    terms = f"{metadata.get('web_statement', '')} {metadata.get('usage_terms', '')}".lower()
    for part, licence in (
        ("creativecommons.org/licenses/by/", Photo.Licence.CC_BY),
        ("creativecommons.org/licenses/by-sa/", Photo.Licence.CC_BY_SA),
        ("creativecommons.org/publicdomain/", Photo.Licence.CC0),
    ):
        if part in terms:
            return licence.value
    return ""


def read_source_type(url: str) -> str:
    """Return the code of an IPTC digital source type; a retired one becomes its successor."""
    code = url.rstrip("/").rpartition("/")[2]
    code = RETIRED_SOURCE_TYPES.get(code, code)
    return code if code in Photo.Making.values else ""
