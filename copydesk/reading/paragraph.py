"""A paragraph as the copy desk reads it, with the speakers and numbers found in it."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ..findings import Edit, Finding, Severity
from .field_text import Paragraph
from .names import Name
from .quotation_marks import Marking, Quotation
from .sentences import Word


@dataclass(slots=True)
class Speaker:
    """A name or a pronoun that says something. `pronoun` is "he" or "she", "" for a name."""

    start: int
    end: int
    text: str
    pronoun: str = ""
    name: Name | None = None


@dataclass(slots=True)
class Number:
    """A number: its value, the noun after it in lower case, and whether it is only about so."""

    start: int
    end: int
    text: str
    value: float
    counts: str
    is_rough: bool
    is_word: bool
    paragraph: ReadParagraph


@dataclass(slots=True)
class ReadParagraph:
    """A paragraph with all that stands in it. Places inside it count from its own start."""

    field: str
    at: Paragraph
    marking: Marking
    words: list[Word] = dataclasses.field(default_factory=list)
    sentences: list[int] = dataclasses.field(default_factory=list)
    names: list[Name] = dataclasses.field(default_factory=list)
    speakers: list[Speaker] = dataclasses.field(default_factory=list)
    quoted: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    attributed: list[tuple[int, int]] = dataclasses.field(default_factory=list)

    @property
    def text(self) -> str:
        return self.at.text

    def finding(
        self,
        check: str,
        severity: Severity,
        span: tuple[int, int],
        message: str,
        fix: str | None = None,
        is_safe: bool = False,
        edits: Iterable[Edit] = (),
    ) -> Finding:
        """Make a finding at a span of this paragraph."""
        base = self.at.start
        return Finding(
            check,
            severity,
            self.field,
            base + span[0],
            base + span[1],
            message,
            self.at.index,
            fix,
            is_safe,
            tuple(Edit(base + edit.start, base + edit.end, edit.text) for edit in edits),
            self.text[span[0] : span[1]],
            base,
        )

    def is_quoted(self, place: int) -> bool:
        """Tell whether a place lies within a quotation."""
        index = bisect_right(self.quoted, (place, len(self.text) + 1)) - 1
        return index >= 0 and self.quoted[index][0] <= place < self.quoted[index][1]

    def is_attributed(self, quotation: Quotation) -> bool:
        """Tell whether a quotation, or words of it, are marked with their source."""
        return any(
            start < quotation.end and quotation.start < end for start, end in self.attributed
        )

    def sentence_at(self, place: int) -> tuple[int, int]:
        """Return the span of the sentence that a place lies in."""
        index = max(0, bisect_right(self.sentences, place) - 1)
        ends = [*self.sentences[index + 1 : index + 2], len(self.text)]
        return (self.sentences[index] if self.sentences else 0), ends[0]
