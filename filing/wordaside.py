"""What a Word document holds besides its main text: notes, comments, headers, pictures, files."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx.oxml.ns import qn
from lxml import etree

from .filed import Notes
from .links import is_allowed
from .package import WordPackage, targets
from .wordruns import Around
from .wordtext import PARAGRAPHS, SIGNS, TEXTS, is_repeated, nearest, own_text, text_under

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
            _keep_addresses(root, linked if name == _ties_of(package.main_name) else set(), notes)
            continue
        _keep_descriptions(root, notes)
        if name == package.main_name:
            continue
        for holder in _holders(root):
            if not is_repeated(holder):
                notes.keep_aside(_label(name, holder), text_under(holder))


def _holders(root: etree._Element) -> Iterable[etree._Element]:
    """Return what holds one note each: comments, footnotes, endnotes; else the part as one."""
    notes = list(root.iterchildren(qn("w:comment"), qn("w:footnote"), qn("w:endnote")))
    return notes or [root]


def _label(name: str, holder: etree._Element) -> str:
    if holder.tag == qn("w:comment"):
        if author := holder.get(qn("w:author")):
            return _("Comment by %(name)s") % {"name": author}
        return _("Comment by an unnamed person")
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
            notes.keep_aside(_("Description of a picture"), element.get("descr", ""))


def _ties_of(name: str) -> str:
    """Return the name of the entry that holds the relationships of a part."""
    folder, _slash, base = name.rpartition("/")
    return f"{folder}/_rels/{base}.rels".lstrip("/")


def _keep_addresses(root: etree._Element, linked: set[str], notes: Notes) -> None:
    """Keep the addresses of links that are not in the story, and of pictures elsewhere."""
    for kind, address in targets(root):
        if kind == "hyperlink" and not (address in linked and is_allowed(address)):
            notes.keep_aside(_("Link address left out of the story"), address)
        elif kind == "image":
            notes.keep_aside(_("Picture at an address, left out"), address)


def report_other_files(package: WordPackage, notes: Notes) -> None:
    """Report pictures and other files inside the document, by name."""
    others = [name for name in package.entries if name not in package.xml]
    pictures = [name for name in others if name.lower().endswith(PICTURES) and "thumb" not in name]
    if pictures:
        shown = ", ".join(name.rsplit("/", 1)[-1] for name in pictures)
        said = ngettext(
            "%(n)s picture left out, hand it to the photo desk: %(names)s.",
            "%(n)s pictures left out, hand them to the photo desk: %(names)s.",
            len(pictures),
        )
        notes.say(said % {"n": len(pictures), "names": shown})
    for name in others:
        if not name.lower().endswith((*PICTURES, *HARMLESS)):
            notes.say(_("A file inside the document was left out: “%(name)s”.") % {"name": name})


def every_paragraph(package: WordPackage) -> Iterator[str]:
    """Yield all text of the package, by paragraphs, read from the stored parts."""
    for root in package.xml.values():
        yield from _paragraphs(root)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield every paragraph of text in a part, and text outside paragraphs."""
    for paragraph in root.iter(*PARAGRAPHS):
        if not is_repeated(paragraph):
            yield from _by_fate(paragraph)
    for element in root.iter(*TEXTS):
        if nearest(element, *PARAGRAPHS) is None and not is_repeated(element):
            yield element.text or ""


def _by_fate(paragraph: etree._Element) -> Iterator[str]:
    """Yield the shown text of a paragraph, and apart from it each stretch that is not shown.

    A word of which one letter is deleted is two words in the draft: "color" and "u".
    """
    shown: list[str] = []
    inside = (each for each in paragraph.iter(*SIGNS) if nearest(each, *PARAGRAPHS) is paragraph)
    for reason, run in groupby(inside, key=lambda each: Around.of(each, paragraph).reason):
        text = "".join(map(own_text, run))
        if reason in ("", "repeated"):
            shown.append(text if not reason else "")
        else:
            yield text
    yield "".join(shown)
