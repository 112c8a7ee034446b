"""What a Word document holds besides its main text: notes, comments, headers, pictures, files."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx.oxml.ns import qn
from lxml import etree

from .filed_copy import Notes
from .links import is_allowed
from .package import WordPackage, list_external_targets
from .word_runs import RunContext
from .word_text import (
    PARAGRAPHS,
    SIGNS,
    TEXTS,
    collect_text,
    find_ancestor,
    is_repeated,
    read_own_text,
)

PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".emf",
    ".wmf",
    ".svg",
    ".webp",
)
HARMLESS = (".odttf", ".bin", ".ttf", ".fntdata")


def keep_other_parts(package: WordPackage, linked: set[str], notes: Notes) -> None:
    """Keep the text of every part but the main one; `linked` are addresses the story links to."""
    for name, root in package.xml.items():
        if name.endswith(".rels"):
            _keep_addresses(
                root, linked if name == _relationships_name(package.main_name) else set(), notes
            )
            continue
        _keep_descriptions(root, notes)
        if name == package.main_name:
            continue
        for holder in _find_notes(root):
            if not is_repeated(holder):
                notes.keep_leftover(_describe(name, holder), collect_text(holder))


def _find_notes(root: etree._Element) -> Iterable[etree._Element]:
    """Return what holds one note each: comments, footnotes, endnotes; else the part as one."""
    notes = list(root.iterchildren(qn("w:comment"), qn("w:footnote"), qn("w:endnote")))
    return notes or [root]


def _describe(name: str, holder: etree._Element) -> str:
    if holder.tag == qn("w:comment"):
        if author := holder.get(qn("w:author")):
            return _("Comment by %(name)s") % {"name": author}
        return _("Comment without a name")
    if holder.tag == qn("w:footnote"):
        return _("Footnote")
    if holder.tag == qn("w:endnote"):
        return _("Endnote")
    stem = name.rsplit("/", 1)[-1].rstrip("0123456789.xml").lower()
    if stem == "header":
        return _("Page header, left out of the story")
    if stem == "footer":
        return _("Page footer, left out of the story")
    return _("Text in “%(name)s”, left out of the story") % {"name": name}


def _keep_descriptions(root: etree._Element, notes: Notes) -> None:
    """Keep the words that describe pictures to those who cannot see them."""
    for element in root.iter(qn("wp:docPr")):
        if not is_repeated(element):
            notes.keep_leftover(_("Alt text of a picture"), element.get("descr", ""))


def _relationships_name(name: str) -> str:
    """Return the name of the entry that holds the relationships of a part."""
    folder, _slash, base = name.rpartition("/")
    return f"{folder}/_rels/{base}.rels".lstrip("/")


def _keep_addresses(root: etree._Element, linked: set[str], notes: Notes) -> None:
    """Keep the addresses of links that are not in the story, and of pictures elsewhere."""
    for kind, address in list_external_targets(root):
        if kind == "hyperlink" and not (address in linked and is_allowed(address)):
            notes.keep_leftover(_("Link left out of the story"), address)
        elif kind == "image":
            notes.keep_leftover(_("Linked picture, left out"), address)


def report_other_files(package: WordPackage, notes: Notes) -> None:
    """Report pictures and other files inside the document, by name."""
    others = [name for name in package.entries if name not in package.xml]
    pictures = [name for name in others if name.lower().endswith(PICTURES) and "thumb" not in name]
    if pictures:
        shown = ", ".join(name.rsplit("/", 1)[-1] for name in pictures)
        sentence = ngettext(
            "%(n)s picture left out. Send it to the photo desk: %(names)s.",
            "%(n)s pictures left out. Send them to the photo desk: %(names)s.",
            len(pictures),
        )
        notes.say(sentence % {"n": len(pictures), "names": shown})
    for name in others:
        if not name.lower().endswith((*PICTURES, *HARMLESS)):
            notes.say(_("An embedded file was left out: “%(name)s”.") % {"name": name})


def iterate_paragraphs(package: WordPackage) -> Iterator[str]:
    """Yield all text of the package, by paragraphs, read from the stored parts."""
    for root in package.xml.values():
        yield from _iterate_part(root)


def _iterate_part(root: etree._Element) -> Iterator[str]:
    """Yield every paragraph of text in a part, and text outside paragraphs."""
    for paragraph in root.iter(*PARAGRAPHS):
        if not is_repeated(paragraph):
            yield from _split_by_visibility(paragraph)
    for element in root.iter(*TEXTS):
        if find_ancestor(element, *PARAGRAPHS) is None and not is_repeated(element):
            yield element.text or ""


def _split_by_visibility(paragraph: etree._Element) -> Iterator[str]:
    """Yield the visible text of a paragraph, and apart from it each stretch that is not visible.

    A word of which one letter is deleted is two words in the draft: "color" and "u".
    """
    shown: list[str] = []
    inside = (
        each for each in paragraph.iter(*SIGNS) if find_ancestor(each, *PARAGRAPHS) is paragraph
    )
    for reason, run in groupby(inside, key=lambda each: RunContext.of(each, paragraph).reason):
        text = "".join(map(read_own_text, run))
        if reason in ("", "repeated"):
            shown.append(text if not reason else "")
        else:
            yield text
    yield "".join(shown)
