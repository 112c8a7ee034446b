"""Between the facts in files and the desk's papers, both ways: the desk's word comes first."""

from __future__ import annotations

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


def papers_of(photo: Photo) -> dict:
    """Return what readers' files keep. No GPS, serial number or owner's name is ever among it.

    Source: IPTC Photo Metadata User Guide; Google's licensable images read the same fields.
    """
    facts = photo.facts
    kept = {
        "creator": facts.get("creator", []),
        "credit": photo.credit or facts.get("credit", ""),
        "copyright": facts.get("copyright", ""),
        "web_statement": licence_page(photo),
        "licensor": [
            {key: party[key] for key in ("name", "url") if party.get(key)}
            for party in facts.get("licensor", [])
        ],
        "data_mining": _in_vocabulary(facts.get("data_mining", "")),
        "other_constraints": facts.get("other_constraints", ""),
        "alt": photo.alt,
    }
    if photo.digital_source_type:
        kept["digital_source_type"] = SOURCE_TYPES + photo.digital_source_type
    return {name: value for name, value in kept.items() if value}


def licence_page(photo: Photo) -> str:
    """Return where the terms a photo may be used under are to be read, or "" where nobody says.

    The file's own word stands where the desk named no open licence, or the same one: a file
    tells the version, and the desk does not.

    Source: IPTC Photo Metadata, Web Statement of Rights, which Google reads as schema.org's
    `license`.
    """
    ours, told = LICENCES.get(photo.licence, ""), photo.facts.get("web_statement", "")
    if ours and licence_from({"web_statement": told}) != photo.licence:
        return ours
    return told


def _in_vocabulary(code: str) -> str:
    """Return the address of a PLUS code, as the file is to carry it."""
    return PLUS_VOCABULARY + code if code.startswith("DMI-") else code


def papers_from(facts: dict) -> dict[str, str]:
    """Return the fields of Photo that a file's facts can fill. Its caption is never its alt text.

    Instructions and terms of use go to the restrictions: embargoes and no-use notes live there.
    """
    notes = (facts.get(name) for name in ("instructions", "usage_terms", "other_constraints"))
    found = {
        "title": facts.get("title", "")[:200],
        "caption": facts.get("caption", ""),
        "alt": facts.get("alt", ""),
        "credit": (facts.get("credit") or " / ".join(facts.get("creator", [])))[:200],
        "licence": licence_from(facts),
        "restrictions": "\n".join(dict.fromkeys(note for note in notes if note)),
        "digital_source_type": source_type_from(facts.get("digital_source_type", "")),
    }
    return {name: value for name, value in found.items() if value}


def licence_from(facts: dict) -> str:
    """Recognise a Creative Commons licence by its address; anything else is for the desk."""
    named = f"{facts.get('web_statement', '')} {facts.get('usage_terms', '')}".lower()
    for part, licence in (
        ("creativecommons.org/licenses/by/", Photo.Licence.CC_BY),
        ("creativecommons.org/licenses/by-sa/", Photo.Licence.CC_BY_SA),
        ("creativecommons.org/publicdomain/", Photo.Licence.CC0),
    ):
        if part in named:
            return licence.value
    return ""


def source_type_from(address: str) -> str:
    """Return the code of an IPTC digital source type, a retired one as what replaced it."""
    code = address.rstrip("/").rpartition("/")[2]
    code = RETIRED_SOURCE_TYPES.get(code, code)
    return code if code in Photo.Making.values else ""
