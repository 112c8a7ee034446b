"""Filing: parses a reporter's plain text, Markdown or Word document into a draft.

Only `drafting` uses models. A draft comes with a report of what was found, what was left over,
and what an editor still has to do. Nothing is guessed beyond the rules in `parts`, and nothing is
lost: every word of the file is in the draft or in the report.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .audit import BUT_MARKUP, EVERY_SIGN, collect_placed_text, find_unplaced
from .decode import decode
from .docx import read_docx
from .filed_copy import Bio, Block, CannotRead, FiledCopy, Format, Notes, clean_name
from .markdown import read_markdown
from .package import is_word_package
from .parts import fill_copy
from .plain import read_plain

__all__ = ["Bio", "Block", "CannotRead", "FiledCopy", "read_copy"]

LARGEST_FILE = 2 * 1024 * 1024
EMPTY = gettext_lazy("“%(name)s” is empty: it has no text to file.")
TOO_LARGE = gettext_lazy("“%(name)s” is larger than 2 MB. File the text without the pictures.")

MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
TEXT_NAMES = (".txt", ".text")
FORMAT_NAMES = {
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

    Raises: CannotRead, with a sentence for the editor, when the file is empty, too large,
        damaged, or no text, Markdown or Word document.
    """
    name = clean_name(name)
    if not data.strip():
        raise CannotRead(EMPTY % {"name": name})
    if len(data) > LARGEST_FILE:
        raise CannotRead(TOO_LARGE % {"name": name})
    notes = Notes()
    copy, blocks, pieces = _read(data, name, notes)
    if not blocks and not notes.leftovers:
        raise CannotRead(EMPTY % {"name": name})
    fill_copy(copy, blocks, headline, notes)
    _keep_unplaced(copy, pieces, notes)
    copy.report, copy.leftovers = notes.report, notes.leftovers
    return copy


def _read(data: bytes, name: str, notes: Notes) -> tuple[FiledCopy, list[Block], list[str]]:
    """Return the draft without its parts, its blocks, and all the file's text in pieces."""
    lower = name.lower()
    if is_word_package(data, name):
        _report_format(notes, name, "docx", lower.endswith(".docx"))
        blocks, pieces = read_docx(data, name, notes)
        return FiledCopy(name, "utf-8", "docx"), blocks, pieces
    text, encoding = decode(data, name, notes)
    if lower.endswith(MARKDOWN_NAMES):
        _report_format(notes, name, "markdown", True)
        blocks = read_markdown(text, notes)
        return FiledCopy(name, encoding, "markdown"), blocks, text.split("\n")
    _report_format(notes, name, "text", lower.endswith(TEXT_NAMES) or "." not in name)
    return FiledCopy(name, encoding, "text"), read_plain(text, notes), text.split("\n")


def _report_format(notes: Notes, name: str, found: Format, is_named_so: bool) -> None:
    sentence = _("“%(name)s” is %(format)s.")
    if not is_named_so:
        sentence = _("“%(name)s” is %(format)s, despite its name.")
    notes.report.insert(0, sentence % {"name": name, "format": FORMAT_NAMES[found]})


def _keep_unplaced(copy: FiledCopy, pieces: list[str], notes: Notes) -> None:
    """Keep every line of the file that has a word the draft does not have."""
    signs = BUT_MARKUP if copy.format == "markdown" else EVERY_SIGN
    for piece in find_unplaced(pieces, collect_placed_text(copy, notes), signs):
        notes.keep_leftover(_("Could not be placed"), piece)
