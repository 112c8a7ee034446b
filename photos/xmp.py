"""XMP packets: writing the few facts that readers' files keep. Knows no Django.

Source: ISO 16684-1 (XMP), IPTC Photo Metadata Standard, PLUS.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

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
LONGEST = 4000  # letters of one value in a written packet; a JPEG segment holds 64 kB
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("", value)[:LONGEST])


def _plain(tag: str, value: str) -> str:
    return f"<{tag}>{_text(value)}</{tag}>"


def _lang_alt(tag: str, value: str) -> str:
    inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{_text(value)}</rdf:li></rdf:Alt>'
    return f"<{tag}>{inner}</{tag}>"


def _sequence(tag: str, values: list[str]) -> str:
    items = "".join(f"<rdf:li>{_text(value)}</rdf:li>" for value in values)
    return f"<{tag}><rdf:Seq>{items}</rdf:Seq></{tag}>"


def _licensors(parties: list[dict[str, str]]) -> str:
    names = {"name": "plus:LicensorName", "url": "plus:LicensorURL"}
    items = "".join(
        '<rdf:li rdf:parseType="Resource">'
        + "".join(_plain(tag, party[key]) for key, tag in names.items() if party.get(key))
        + "</rdf:li>"
        for party in parties
    )
    return f"<plus:Licensor><rdf:Seq>{items}</rdf:Seq></plus:Licensor>"


_WRITERS = {
    "creator": lambda value: _sequence("dc:creator", value),
    "credit": lambda value: _plain("photoshop:Credit", value),
    "copyright": lambda value: _lang_alt("dc:rights", value),
    "web_statement": lambda value: _plain("xmpRights:WebStatement", value),
    "licensor": _licensors,
    "data_mining": lambda value: _plain("plus:DataMining", value),
    "other_constraints": lambda value: _lang_alt("plus:OtherConstraints", value),
    "digital_source_type": lambda value: _plain("Iptc4xmpExt:DigitalSourceType", value),
    "alt": lambda value: _lang_alt("Iptc4xmpCore:AltTextAccessibility", value),
}


def packet(papers: dict) -> bytes:
    """Write an XMP packet with those papers that are there; b"" for none.

    Args:
        papers: by the names of `_WRITERS`. creator is a list of names, licensor a list of
            {"name", "url"}, data_mining and digital_source_type are addresses of the standards'
            vocabularies, the rest is text.
    """
    inner = "".join(write(papers[name]) for name, write in _WRITERS.items() if papers.get(name))
    if not inner:
        return b""
    spaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{spaces}><rdf:Description rdf:about="">'
        f'{inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
