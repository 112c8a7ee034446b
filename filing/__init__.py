"""File copy: a reporter's plain text, Markdown or Word document becomes a parsed draft.

Nothing here knows models or pages. The draft goes to the desk with a report of what was found,
what was kept aside, and what an editor still has to do. Nothing is guessed beyond the rules in
`parts`, and nothing is lost: every word of the file is in the draft or in the report.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .audit import BUT_MARKUP, EVERY_SIGN, placed_text, unplaced
from .decode import decode
from .docx import read_docx
from .filed import Bio, Block, CannotRead, FiledCopy, Format, Notes, shown_name
from .markdown import read_markdown
from .package import is_word_package
from .parts import fill
from .plain import read_plain

__all__ = ["Bio", "Block", "CannotRead", "FiledCopy", "read_copy"]

LARGEST_FILE = 2 * 1024 * 1024
EMPTY = gettext_lazy("“%(name)s” is empty: there is no text in it to file.")
TOO_LARGE = gettext_lazy("“%(name)s” is larger than 2 MB. File the text without its pictures.")

MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
TEXT_NAMES = (".txt", ".text")
SHOWN_FORMAT = {
    "text": gettext_lazy("plain text"),
    "markdown": gettext_lazy("Markdown"),
    "docx": gettext_lazy("a Word document"),
}


def read_copy(data: bytes, name: str, headline: str | None = None) -> FiledCopy:
    """Read a file as a draft.

    Args:
        data: the file, at most 2 MB.
        name: the file's name; it decides between Markdown and plain text, nothing else.
        headline: wins over the headline in the file, which then goes into the report.

    Raises: CannotRead, with a sentence fit for an editor, when the file is empty, too large,
        damaged, or no text, Markdown or Word document.
    """
    name = shown_name(name)
    if not data.strip():
        raise CannotRead(EMPTY % {"name": name})
    if len(data) > LARGEST_FILE:
        raise CannotRead(TOO_LARGE % {"name": name})
    notes = Notes()
    copy, blocks, pieces = _read(data, name, notes)
    if not blocks and not notes.leftovers:
        raise CannotRead(EMPTY % {"name": name})
    fill(copy, blocks, headline, notes)
    _account_for(copy, pieces, notes)
    copy.report, copy.leftovers = notes.report, notes.leftovers
    return copy


def _read(data: bytes, name: str, notes: Notes) -> tuple[FiledCopy, list[Block], list[str]]:
    """Return the draft without its parts, its blocks, and all the file's text in pieces."""
    lower = name.lower()
    if is_word_package(data, name):
        _say_format(notes, name, "docx", lower.endswith(".docx"))
        blocks, pieces = read_docx(data, name, notes)
        return FiledCopy(name, "utf-8", "docx"), blocks, pieces
    text, encoding = decode(data, name, notes)
    if lower.endswith(MARKDOWN_NAMES):
        _say_format(notes, name, "markdown", True)
        blocks = read_markdown(text, notes)
        return FiledCopy(name, encoding, "markdown"), blocks, text.split("\n")
    _say_format(notes, name, "text", lower.endswith(TEXT_NAMES) or "." not in name)
    return FiledCopy(name, encoding, "text"), read_plain(text, notes), text.split("\n")


def _say_format(notes: Notes, name: str, found: Format, is_named_so: bool) -> None:
    said = _("“%(name)s” is %(format)s.")
    if not is_named_so:
        said = _("“%(name)s” is %(format)s, whatever its name says.")
    notes.report.insert(0, said % {"name": name, "format": SHOWN_FORMAT[found]})


def _account_for(copy: FiledCopy, pieces: list[str], notes: Notes) -> None:
    """Keep aside every line of the file that has a word the draft has not."""
    signs = BUT_MARKUP if copy.format == "markdown" else EVERY_SIGN
    for piece in unplaced(pieces, placed_text(copy, notes), signs):
        notes.keep_aside(_("Found in the file and placed nowhere in full"), piece)
