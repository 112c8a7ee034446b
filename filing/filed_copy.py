"""What filed copy becomes: a headline, blocks of text, sources, a bio and a report.

No models here, and nothing that depends on how the file was written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from django.utils.translation import gettext as _

Format = Literal["text", "markdown", "docx"]
Kind = Literal["paragraph", "heading", "quote", "list", "ordered_list", "table", "preformatted"]

LARGEST_SHOWN_NAME = 100


class CannotRead(ValueError):
    """A file that cannot become a draft. The message is a sentence for the editor."""


@dataclass(frozen=True)
class Block:
    """One block of the body.

    `html` is safe to put inside an element: escaped text with no tags but `<strong>`, `<em>`,
    `<a href>` and `<br>` (a table's also has rows and cells). A list has its points in `items`,
    each such HTML. `text` is the same without tags. `level` is that of a heading: 2 or 3; while
    a file is being read, 1 marks the title its author gave it.
    """

    kind: Kind
    html: str
    text: str
    level: int = 2
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bio:
    """The short bio at the end of a story: whose it is, and all of it."""

    name: str
    text: str


@dataclass
class FiledCopy:
    """A parsed draft. Without a headline it cannot be published, and the report says so.

    `leftovers` is text found and placed nowhere, word for word (comments, footnotes, ...);
    `report` is sentences for the editor, which mention every leftover.
    """

    name: str
    encoding: str
    format: Format
    headline: str | None = None
    dateline: str | None = None
    standfirst: str | None = None
    blocks: list[Block] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    bio: Bio | None = None
    report: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    @property
    def body_html(self) -> str:
        """Return the blocks as HTML; quotes that follow each other share a blockquote."""
        parts: list[str] = []
        for kind, run in groupby(self.blocks, key=lambda block: block.kind):
            pieces = [_ELEMENTS[kind](block) for block in run]
            if kind == "quote":
                pieces = ["<blockquote>", *pieces, "</blockquote>"]
            parts.extend(pieces)
        return "\n".join(parts)


@dataclass
class Notes:
    """What reading a file produces besides the story: sentences, leftovers, used lines.

    `used` are lines that became something else ("Source: BNR" became a source). They are in the
    report word for word, so they are not lost, and they are not leftovers.
    """

    report: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.report.append(sentence)

    def keep_leftover(self, label: str, text: str) -> None:
        """Keep `text`, which has no place in the story, word for word."""
        if text := text.strip():
            self.leftovers.append(text)
            self.mention(label, text)

    def use(self, label: str, text: str) -> None:
        """Report a line that was turned into something else, word for word."""
        self.used.append(text)
        self.mention(label, text)

    def mention(self, label: str, text: str) -> None:
        """Report `text` word for word, after a label that says what happened to it."""
        self.say(f"{label}: {quote(text)}")


def quote(text: str) -> str:
    """Put `text` between quotation marks, for the report."""
    return f"“{text}”"


def clean_name(name: str) -> str:
    """Return a file's name fit for a sentence: no folders, nothing unprintable, not endless."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(char for char in base if char.isprintable()).strip()
    return printable[:LARGEST_SHOWN_NAME] or _("the file")


def _render_list(element: str, points: Iterable[str]) -> str:
    inside = "".join(f"<li>{point}</li>" for point in points)
    return f"<{element}>{inside}</{element}>"


_ELEMENTS: dict[str, Callable[[Block], str]] = {
    "paragraph": lambda block: f"<p>{block.html}</p>",
    "heading": lambda block: f"<h{block.level}>{block.html}</h{block.level}>",
    "quote": lambda block: f"<p>{block.html}</p>",
    "list": lambda block: _render_list("ul", block.items),
    "ordered_list": lambda block: _render_list("ol", block.items),
    "table": lambda block: f"<table>{block.html}</table>",
    "preformatted": lambda block: f"<pre>{block.html}</pre>",
}
