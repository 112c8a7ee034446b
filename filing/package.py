"""Opens a Word package (.docx) without trusting it: sizes, counts, entities, broken parts."""

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

import docx
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from lxml import etree

from .filed_copy import CannotRead

LARGEST_PACKAGE = 50 * 1024 * 1024
LARGEST_XML = 16 * 1024 * 1024
MOST_ENTRIES = 1000

DAMAGED = gettext_lazy(
    "“%(name)s” is a damaged Word document. Open it in Word, save it again and file it again."
)
TOO_BIG_INSIDE = gettext_lazy(
    "“%(name)s” unpacks to more than a Word document may hold, so it was not opened."
)
LOCKED = gettext_lazy(
    "“%(name)s” is protected with a password. Remove the password and file it again."
)
UNSAFE = gettext_lazy(
    "“%(name)s” declares XML entities, which no Word document needs, so it was not opened."
)

CONTENT_TYPES = "[Content_Types].xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Macro-enabled documents and templates hold the same text; macros are never run here.
OTHER_WORD_TYPES = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
# ISO 29500 "strict" files name everything differently; python-docx knows the usual names only.
STRICT_NAMES = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"wordprocessingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"officeDocument/2006/math"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"drawingml/2006/wordprocessingDrawing",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/chart", b"drawingml/2006/chart"),
)
USUAL_BASE = b"http://schemas.openxmlformats.org/"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
UNREADABLE_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    IndexError,
)
UNREADABLE_DOCUMENT = (
    OpcError,
    InvalidXmlError,
    etree.LxmlError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    AssertionError,
    NotImplementedError,
    RecursionError,
)


@dataclass(frozen=True)
class WordPackage:
    """A Word document, its entries as they are stored, and those that are XML."""

    document: Document
    entries: dict[str, bytes]
    xml: dict[str, etree._Element]
    main_name: str


def is_word_package(data: bytes, name: str) -> bool:
    """Tell whether `data` is a Word package, whatever it is called.

    Raises: CannotRead when it is a package that cannot be opened safely.
    """
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_entries(archive, name)
            types = archive.read(CONTENT_TYPES)
    except KeyError:
        return False
    except UNREADABLE_ZIP as error:
        raise _as_refusal(error, DAMAGED, name) from error
    return any(kind.encode() in types for kind in (WORD_TYPE, *OTHER_WORD_TYPES))


def open_package(data: bytes, name: str) -> WordPackage:
    """Open a Word package.

    Raises: CannotRead when it is too large unpacked (50 MB, 16 MB of XML, 1000 entries), locked,
        damaged, or declares entities.
    """
    entries = _read_entries(data, name)
    xml = _parse_parts(entries, name)
    try:
        document = docx.Document(BytesIO(_rebuild_package(entries, xml)))
        main_name = str(document.part.partname).lstrip("/")
        # python-docx reads lazily: what it cannot read shows only when it is asked for.
        _ = document.element.body.tag, [style.name for style in document.styles]
    except UNREADABLE_DOCUMENT as error:
        raise CannotRead(DAMAGED % {"name": name}) from error
    if main_name not in xml:
        raise CannotRead(DAMAGED % {"name": name})
    return WordPackage(document, entries, xml, main_name)


def list_external_targets(relationships: etree._Element) -> list[tuple[str, str]]:
    """Return kind and address of the relationships that lead outside the package."""
    return [
        (each.get("Type", "").rsplit("/", 1)[-1], each.get("Target", ""))
        for each in relationships.iter(RELATIONSHIP)
        if each.get("TargetMode") == "External"
    ]


def _as_refusal(error: Exception, sentence: str | Promise, name: str) -> CannotRead:
    """Return `error` itself when it is a refusal already, else one that says `sentence`."""
    return error if isinstance(error, CannotRead) else CannotRead(str(sentence) % {"name": name})


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what is too much, before anything is unpacked.

    The sizes may lie; `zipfile` unpacks no more than they say and then finds the sum wrong.
    """
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_PACKAGE:
        raise CannotRead(TOO_BIG_INSIDE % {"name": name})
    if any(entry.flag_bits & 1 for entry in entries):
        raise CannotRead(LOCKED % {"name": name})
    if len({entry.filename for entry in entries}) < len(entries):
        raise CannotRead(DAMAGED % {"name": name})


def _read_entries(data: bytes, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_entries(archive, name)
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            return {each: archive.read(each) for each in names}
    except UNREADABLE_ZIP as error:
        raise _as_refusal(error, DAMAGED, name) from error


def _parse_parts(entries: dict[str, bytes], name: str) -> dict[str, etree._Element]:
    """Parse every XML part, none of which may have a document type, let alone entities."""
    parts = {each: content for each, content in entries.items() if _is_xml(each, content)}
    if sum(map(len, parts.values())) > LARGEST_XML:
        raise CannotRead(TOO_BIG_INSIDE % {"name": name})
    parsed = {}
    for each, content in parts.items():
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(_rename_strict(content), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise CannotRead(DAMAGED % {"name": name}) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise CannotRead(UNSAFE % {"name": name})
        parsed[each] = root
    return parsed


def _is_xml(name: str, content: bytes) -> bool:
    begins_as_xml = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml", content) is not None
    return begins_as_xml or name.lower().endswith((".xml", ".rels"))


def _rename_strict(content: bytes) -> bytes:
    """Give a "strict" part the usual names, in attributes only: never in the text."""
    if b"purl.oclc.org" not in content:
        return content
    for strict, usual in STRICT_NAMES:
        content = content.replace(b'="' + strict, b'="' + USUAL_BASE + usual)
    return content


def _rebuild_package(entries: dict[str, bytes], xml: dict[str, etree._Element]) -> bytes:
    """Return the package as python-docx needs it: usual names and types, no dangling links."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            if name.endswith(".rels"):
                content = _drop_dangling(name, content, xml[name], entries)
            elif name in xml:
                content = _rename_strict(content)
            if name == CONTENT_TYPES:
                for kind in OTHER_WORD_TYPES:
                    content = content.replace(kind.encode(), WORD_TYPE.encode())
            archive.writestr(name, content)
    return out.getvalue()


def _drop_dangling(
    name: str, content: bytes, root: etree._Element, entries: dict[str, bytes]
) -> bytes:
    """Drop relationships to parts that do not exist; Word writes "NULL" for lost pictures."""
    base = posixpath.dirname(posixpath.dirname(name))
    lost = [
        each
        for each in root.iter(RELATIONSHIP)
        if each.get("TargetMode") != "External"
        and posixpath.normpath(posixpath.join("/", base, each.get("Target", ""))).lstrip("/")
        not in entries
    ]
    if not lost:
        return _rename_strict(content)
    for each in lost:
        root.remove(each)
    return etree.tostring(root)
