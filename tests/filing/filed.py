"""Files as reporters send them, and what a draft made of one holds."""

import os
import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from filing import FiledCopy, read_copy

REPO = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("NEWSROOM_SHARED", REPO.parent / "shared"))
PROSE = sorted(SHARED.glob("samples/prose-wikinews-en/*.txt"))
DOCUMENTS = sorted(SHARED.glob("samples/paste-docx/**/*.docx"))

ONE = "The river rose on Monday."
TWO = "It reached the bridge on Tuesday, and the mayor closed it."
THREE = "By Wednesday the water was gone."


def read(text: str, name: str = "story.txt", headline: str | None = None) -> FiledCopy:
    return read_copy(text.encode(), name, headline)


def kinds(copy: FiledCopy) -> list[str]:
    return [block.kind for block in copy.blocks]


def texts(copy: FiledCopy) -> list[str]:
    return [block.text for block in copy.blocks]


def words(text: str) -> list[str]:
    """Return words and single signs: every character but white space."""
    return re.findall(r"[^\W_]+|[^\s\w]|_", text)


def held_by(copy: FiledCopy) -> str:
    bio = copy.bio.text if copy.bio else None
    links = re.findall(r'href="([^"]*)"', copy.body_html)
    fields = [copy.headline, copy.dateline, copy.standfirst, *texts(copy), bio]
    return "\n".join(part for part in [*fields, *copy.sources, *copy.leftovers, *links] if part)


def lost_from(pieces: list[str], copy: FiledCopy) -> Counter[str]:
    """Return the words of the file that are not in the draft; a source's line is in the report."""
    used = [s.split(": ", 1)[1] for s in copy.report if s.startswith("Taken as a source: ")]
    held = Counter(words(held_by(copy))) + Counter(words("\n".join(used)))
    return Counter(words("\n".join(pieces))) - held


def is_inside(needle: list[str], hay: list[str]) -> bool:
    """Tell whether the words of `needle` stand in `hay`, in that order and together."""
    return f" {' '.join(needle)} " in f" {' '.join(hay)} "


def document(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return saved(made)


def saved(made) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """Return a package with one entry added or replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    made = docx.Document()
    wrapper = f"<w:body {nsdecls('w', 'r', 'wp', 'm')}>{xml}</w:body>"
    for element in list(parse_xml(wrapper)):
        made.element.body.append(element)
    return saved(made)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_of_package(data: bytes) -> list[str]:
    """Return all text of a package, by paragraphs, straight from the zip.

    Word stores text boxes twice, for new and old readers; the old copy is left out.
    """
    pieces = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith(".xml"):
                continue
            root = etree.fromstring(archive.read(name))
            for old in list(root.iter("{*}Fallback")):
                old.clear()
            for paragraph in root.iter("{*}p"):
                inside = [
                    element
                    for element in paragraph.iter("{*}t", "{*}delText", "{*}br", "{*}tab")
                    if next(element.iterancestors("{*}p"), None) is paragraph
                ]
                pieces.append("".join(element.text or " " for element in inside))
    return [piece for piece in pieces if piece.strip()]
