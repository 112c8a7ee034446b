"""Reads XMP packets, and writes those of readers' files. Does not import Django.

Source: ISO 16684-1 (XMP), IPTC Photo Metadata Standard, PLUS.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
MAX_PACKET = 4_000_000  # bytes, extended parts included; a larger one is ignored
MAX_DEPTH = 12  # of nested structures
MAX_LENGTH = 4000  # characters of one value in a written packet; a JPEG segment holds 64 kB
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_RDF = f"{{{NAMESPACES['rdf']}}}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LISTS = {f"{_RDF}Alt", f"{_RDF}Bag", f"{_RDF}Seq"}
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\x00"

Value = str | list["Value"] | dict[str, "Value"]


def expand_name(prefixed: str) -> str:
    """Return a name such as "dc:title" as `read` gives it: with the URI of its namespace."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def read(written: bytes) -> dict[str, Value]:
    """Read a packet into its properties; {} if it is not well-formed XML.

    An array becomes a list, a structure a dict, alternatives by language the x-default text.
    """
    if len(written) > MAX_PACKET:
        return {}
    try:
        root = fromstring(_trim_to_tags(written), forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError, ValueError):
        return {}
    body = root if root.tag == f"{_RDF}RDF" else root.find(f"{_RDF}RDF")
    found: dict[str, Value] = {}
    for description in () if body is None else body.findall(f"{_RDF}Description"):
        for key, value in _read_structure(description, 0).items():
            found.setdefault(key, value)
    return found


def join_extended(segments: list[tuple[str, bytes]]) -> bytes:
    """Join the parts of a JPEG's extended packet; b"" if it has none.

    Source: XMP Specification part 3, 1.1.3.1: GUID (32), full length (4), offset (4), part.
    """
    parts = [part[len(_EXTENSION) :] for _, part in segments if part.startswith(_EXTENSION)]
    parts = [part for part in parts if len(part) > 40]
    if not parts:
        return b""
    guid, length = parts[0][:32], int.from_bytes(parts[0][32:36])
    if length > MAX_PACKET:
        return b""
    whole = bytearray(length)
    for part in parts:
        start = int.from_bytes(part[36:40])
        if part[:32] == guid and start + len(part) - 40 <= length:
            whole[start : start + len(part) - 40] = part[40:]
    return bytes(whole)


def _trim_to_tags(written: bytes) -> bytes:
    """Return UTF-8 from the first real tag to the last: packets are padded and may be UTF-16."""
    for encoding, tag in (("utf-16-be", b"\x00<"), ("utf-16-le", b"<\x00")):
        if tag in written[:200]:
            text = written[written.find(tag) :].decode(encoding, errors="ignore")
            break
    else:
        text = written.decode("utf-8", errors="replace")
    start = re.search(r"<(?:\w+:)?(?:xmpmeta|xapmeta|RDF)\b", text)
    end = text.rfind("</")
    if not start or end < 0:
        return b""
    return _NOT_XML.sub("", text[start.start() : text.find(">", end) + 1]).encode()


def _read_structure(element: Element, depth: int) -> dict[str, Value]:
    """Read the attributes and children of a node as named values."""
    found: dict[str, Value] = {
        key: value
        for key, value in element.attrib.items()
        if not key.startswith((_RDF, "{http://www.w3.org/XML/")) and key.startswith("{")
    }
    if depth < MAX_DEPTH:
        found |= {child.tag: _read_value(child, depth + 1) for child in element}
    return found


def _read_value(element: Element, depth: int) -> Value:
    """Read one property, in any of the forms RDF allows."""
    if f"{_RDF}resource" in element.attrib:
        return element.attrib[f"{_RDF}resource"]
    first = next(iter(element), None)
    if first is None:
        return _read_structure(element, depth) or (element.text or "").strip()
    if first.tag in _LISTS:
        return _read_array(first, depth)
    if first.tag == f"{_RDF}Description":
        element = first
    inner = _read_structure(element, depth)
    # A value with qualifiers: only the value is wanted.
    return inner.get(f"{_RDF}value", inner)


def _read_array(element: Element, depth: int) -> Value:
    """Read an array; alternatives by language become the text of x-default, or the first."""
    items = [child for child in element if child.tag == f"{_RDF}li"]
    if element.tag == f"{_RDF}Alt" and any(_LANG in item.attrib for item in items):
        chosen = next((i for i in items if i.get(_LANG, "").lower() == "x-default"), items[0])
        return (chosen.text or "").strip()
    return [_read_value(item, depth + 1) for item in items] if depth < MAX_DEPTH else []


def _escape(value: str) -> str:
    return escape(_NOT_XML.sub("", value)[:MAX_LENGTH])


def _write_text(tag: str, value: str) -> str:
    return f"<{tag}>{_escape(value)}</{tag}>"


def _write_lang_alt(tag: str, value: str) -> str:
    inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{_escape(value)}</rdf:li></rdf:Alt>'
    return f"<{tag}>{inner}</{tag}>"


def _write_sequence(tag: str, values: list[str]) -> str:
    items = "".join(f"<rdf:li>{_escape(value)}</rdf:li>" for value in values)
    return f"<{tag}><rdf:Seq>{items}</rdf:Seq></{tag}>"


def _write_licensors(parties: list[dict[str, str]]) -> str:
    names = {"name": "plus:LicensorName", "url": "plus:LicensorURL"}
    items = "".join(
        '<rdf:li rdf:parseType="Resource">'
        + "".join(_write_text(tag, party[key]) for key, tag in names.items() if party.get(key))
        + "</rdf:li>"
        for party in parties
    )
    return f"<plus:Licensor><rdf:Seq>{items}</rdf:Seq></plus:Licensor>"


_WRITERS = {
    "creator": lambda value: _write_sequence("dc:creator", value),
    "credit": lambda value: _write_text("photoshop:Credit", value),
    "copyright": lambda value: _write_lang_alt("dc:rights", value),
    "web_statement": lambda value: _write_text("xmpRights:WebStatement", value),
    "licensor": _write_licensors,
    "data_mining": lambda value: _write_text("plus:DataMining", value),
    "other_constraints": lambda value: _write_lang_alt("plus:OtherConstraints", value),
    "digital_source_type": lambda value: _write_text("Iptc4xmpExt:DigitalSourceType", value),
    "alt": lambda value: _write_lang_alt("Iptc4xmpCore:AltTextAccessibility", value),
}


def write_packet(details: dict[str, Any]) -> bytes:
    """Write an XMP packet with the details given; b"" if there are none.

    Args:
        details: by the names of `_WRITERS`. creator is a list of names, licensor a list of
            {"name", "url"}, data_mining and digital_source_type are addresses of the standards'
            vocabularies, the rest is text.
    """
    inner = "".join(write(details[name]) for name, write in _WRITERS.items() if details.get(name))
    if not inner:
        return b""
    spaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{spaces}><rdf:Description rdf:about="">'
        f'{inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
