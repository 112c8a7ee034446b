"""Reads Markdown: CommonMark and tables. Raw HTML is text, pictures and metadata are reported.

Source: CommonMark 0.31; tables as GitHub's.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .filed_copy import Block, Kind, Notes
from .links import Span, is_allowed, spans_to_html, spans_to_text
from .parts import LONGEST_SHORT_LINE

FRONT_MATTER = re.compile(
    r"\A\s*---[ \t]*\n(?P<inside>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
METADATA_LINE = re.compile(r"\s*[\w-]+\s*:|\s*-\s|\s*#|\s+\S|\s*$")
RAW_HTML = re.compile(r"<(?:/?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?|!--.*?--)>", re.DOTALL)
DEFINITION = re.compile(r"^(?P<indent>[ >]*)\[(?P<label>[^\]]+)\]:", re.MULTILINE)


def read_markdown(text: str, notes: Notes) -> list[Block]:
    """Return the blocks of a Markdown text.

    A level-1 heading at the top is the title; other headings become levels 2 and 3. Links keep
    http, https and mailto addresses only. What Markdown hides (front matter, pictures, link
    titles, unused definitions) is kept in the report, word for word.
    """
    text = _remove_front_matter(text, notes)
    environment: dict[str, dict[str, dict[str, str]]] = {}
    reader = _Reader(notes)
    parser = _PlainLinks("commonmark", {"html": False}).enable("table")
    reader.read(parser.parse(text, environment))
    _use_labels(text, environment.get("references", {}), notes)
    if RAW_HTML.search(text):
        notes.say(_("HTML tags in the file are shown as text."))
    return reader.blocks


class _PlainLinks(MarkdownIt):
    """A parser that leaves URLs as they are written; `is_allowed` decides about them here."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link


def _remove_front_matter(text: str, notes: Notes) -> str:
    found = FRONT_MATTER.match(text)
    if not found or not all(map(METADATA_LINE.match, found["inside"].splitlines())):
        return text
    if ":" not in found["inside"]:
        return text
    notes.keep_leftover(_("Front matter left out of the story"), found["inside"])
    return text[found.end() :]


def _use_labels(text: str, used: dict[str, dict[str, str]], notes: Notes) -> None:
    """Count the labels of link definitions as used: "[bnr]" in "[BNR said][bnr]"."""
    shown = " ".join(notes.leftovers)
    for found in DEFINITION.finditer(text):
        label = found["label"]
        reference = used.get(" ".join(label.split()).lower().upper())
        if reference and reference["href"] not in shown:
            times = 1 + text.lower().count(f"][{label.lower()}]")
            notes.used.extend([label] * times)


@dataclass
class _List:
    """A list being read; nested lists are flattened into it."""

    is_ordered: bool
    first: int
    numbers: list[str] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)

    @property
    def is_counted(self) -> bool:
        """Tell whether its numbers are those the page will show, or 1. for every point."""
        expected = [str(number) for number in range(1, len(self.numbers) + 1)]
        return self.numbers == expected or set(self.numbers) == {"1"}


class _Reader:
    """Turns the tokens of one file into blocks."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.blocks: list[Block] = []
        self.quotes = 0
        self.level = 0
        self.is_underlined = False
        self.lists: list[_List] = []
        self.items: list[list[Span]] = []
        self.rows: list[tuple[str, list[list[Span]]]] | None = None

    def read(self, tokens: list[Token]) -> None:
        rules = 0
        for token in tokens:
            rules += token.type == "hr"
            handler = getattr(self, f"_on_{token.type}", None)
            if handler:
                handler(token)
        if rules:
            self.notes.say(
                ngettext("%(n)s dividing line left out.", "%(n)s dividing lines left out.", rules)
                % {"n": rules}
            )

    # Text

    def _on_inline(self, token: Token) -> None:
        spans = _Inline(self.notes).read(token.children or [])
        if self.rows is not None:
            self.rows[-1][1][-1].extend(spans)
        elif self.lists:
            self._add_to_item(spans)
        else:
            self._add_block(spans)

    def _add_block(self, spans: list[Span]) -> None:
        text = spans_to_text(spans)
        kind: Kind = "quote" if self.quotes else "paragraph"
        level = 2
        if self.level and not (self.is_underlined and len(text) > LONGEST_SHORT_LINE):
            is_title = self.level == 1 and not self.blocks
            kind, level = "heading", 1 if is_title else min(max(self.level, 2), 3)
        if text:
            self.blocks.append(Block(kind, spans_to_html(spans), text, level))

    def _on_heading_open(self, token: Token) -> None:
        self.level, self.is_underlined = int(token.tag[1]), token.markup in ("-", "=")

    def _on_heading_close(self, token: Token) -> None:
        self.level = 0

    def _on_blockquote_open(self, token: Token) -> None:
        self.quotes += 1

    def _on_blockquote_close(self, token: Token) -> None:
        self.quotes -= 1

    def _on_fence(self, token: Token) -> None:
        if token.info.strip():
            self.notes.keep_leftover(_("Language of a code block, left out"), unescape(token.info))
        self._on_code_block(token)

    def _on_code_block(self, token: Token) -> None:
        text = token.content.strip("\n")
        if self.lists:
            self._add_to_item([Span(text)])
        elif text.strip():
            self.blocks.append(Block("preformatted", escape(text, quote=False), text))

    # Lists

    def _on_bullet_list_open(self, token: Token) -> None:
        self._open_list(is_ordered=False)

    def _on_ordered_list_open(self, token: Token) -> None:
        self._open_list(is_ordered=True)

    def _open_list(self, is_ordered: bool) -> None:
        if self.lists:
            self.notes.say(_("A nested list was flattened."))
        self.lists.append(_List(is_ordered, len(self.items)))

    def _on_list_item_open(self, token: Token) -> None:
        self.lists[-1].numbers.append(token.info)
        self.lists[-1].indexes.append(len(self.items))
        self.items.append([])

    def _add_to_item(self, spans: list[Span]) -> None:
        item = self.items[-1]
        item.extend([Span("\n"), *spans] if item else spans)

    def _on_bullet_list_close(self, token: Token) -> None:
        self.lists.pop()
        if not self.lists:
            self._add_list("list")

    def _on_ordered_list_close(self, token: Token) -> None:
        """Close a list; numbers other than 1, 2, 3 are the author's words, and stay as text."""
        closed = self.lists.pop()
        if closed.is_counted:
            self.notes.used.extend(closed.numbers)
        else:
            for number, index in zip(closed.numbers, closed.indexes, strict=True):
                self.items[index].insert(0, Span(f"{number}. "))
        if self.lists:
            return
        if closed.is_counted:
            self._add_list("ordered_list")
            return
        items, self.items = self.items, []
        for spans in items:
            self._add_block(spans)

    def _add_list(self, kind: Kind) -> None:
        items, self.items = self.items, []
        filled = [spans for spans in items if spans_to_text(spans)]
        if filled:
            text = "\n".join(map(spans_to_text, filled))
            self.blocks.append(Block(kind, "", text, items=tuple(map(spans_to_html, filled))))

    # Tables

    def _on_table_open(self, token: Token) -> None:
        self.rows = []

    def _on_tr_open(self, token: Token) -> None:
        if self.rows is not None:
            self.rows.append(("td", []))

    def _on_th_open(self, token: Token) -> None:
        self._open_cell("th")

    def _on_td_open(self, token: Token) -> None:
        self._open_cell("td")

    def _open_cell(self, element: str) -> None:
        if self.rows:
            self.rows[-1] = (element, [*self.rows[-1][1], []])

    def _on_table_close(self, token: Token) -> None:
        rows, self.rows = self.rows or [], None
        text = "\n".join("\t".join(map(spans_to_text, cells)) for _, cells in rows)
        if self.lists:
            self._add_to_item([Span(text)])
            return
        html = "".join(_render_row(element, cells) for element, cells in rows)
        self.blocks.append(Block("table", html, text))


def _render_row(element: str, cells: list[list[Span]]) -> str:
    inside = "".join(f"<{element}>{spans_to_html(cell)}</{element}>" for cell in cells)
    return f"<tr>{inside}</tr>"


class _Inline:
    """Turns the inline tokens of one block into spans."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.spans: list[Span] = []
        self.bold = 0
        self.italic = 0
        self.addresses: list[str | None] = []

    def read(self, tokens: list[Token]) -> list[Span]:
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    self.bold += token.nesting
                case "em_open" | "em_close":
                    self.italic += token.nesting
                case "link_open":
                    self._open_link(token)
                case "link_close":
                    self.addresses.pop()
                case "image":
                    self._report_picture(token)
                case "softbreak":
                    self._add(" ")
                case "hardbreak":
                    self._add("\n")
                case _:
                    self._add(token.content.replace("\n", " "))
        return self.spans

    def _add(self, text: str) -> None:
        address = self.addresses[-1] if self.addresses else None
        self.spans.append(Span(text, self.bold > 0, self.italic > 0, address))

    def _open_link(self, token: Token) -> None:
        address = str(token.attrs.get("href", ""))
        self.addresses.append(address if is_allowed(address) else None)
        if not is_allowed(address):
            self.notes.keep_leftover(_("Link left out, not http, https or mailto"), address)
        self.notes.keep_leftover(_("Link title, left out"), str(token.attrs.get("title", "")))

    def _report_picture(self, token: Token) -> None:
        words = [token.content, token.attrs.get("src", ""), token.attrs.get("title", "")]
        shown = " ".join(str(word) for word in words if word)
        self.notes.keep_leftover(_("Picture left out, for the photo desk"), shown)
