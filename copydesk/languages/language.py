"""The shape of a language's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Pair = tuple[str, str]
Turn = Literal["open", "close", "either"]


@dataclass(frozen=True, eq=False)
class Language:
    """A language's conventions as data. What is empty is not checked.

    Args:
        pairs: quotation marks in use; the first is the house's outer pair.
        inner: the pair within a quotation, by the outer one.
        padding: what stands inside the outer marks (French: a narrow no-break space).
        elisions: words that begin with an apostrophe ('em, 's avonds), without it.
        speech: verb forms that name who says something; the word beside one is the speaker.
        loose_speech: further words that show somebody is speaking, wherever they stand.
        according: words before a speaker's name, as "according to".
        pronouns: word to "he", "she"; only forms that mean one person as a subject.
        relative: words and phrases that mean nothing without a date.
        spans: words of those phrases that mean a week or longer.
        small_words: words that may stand with a capital and are no names.
        doubles: words that may stand twice in a row.
        number_words: number by word.
        known_acronyms: those that need no explanation.
    """

    code: str
    pairs: tuple[Pair, ...]
    inner: Mapping[Pair, Pair]
    padding: str = ""
    elisions: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()
    loose_speech: frozenset[str] = frozenset()
    according: tuple[str, ...] = ()
    pronouns: Mapping[str, str] = field(default_factory=dict)
    relative: tuple[str, ...] = ()
    spans: frozenset[str] = frozenset()
    weekdays: tuple[str, ...] = ()
    months: Mapping[str, int] = field(default_factory=dict)
    small_words: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    doubles: frozenset[str] | None = None
    number_words: Mapping[str, int] = field(default_factory=dict)
    known_acronyms: frozenset[str] = frozenset()

    @cached_property
    def turns(self) -> Mapping[str, Turn]:
        """Which way each mark turns here: “either” if it opens one pair and closes another."""
        turns: dict[str, Turn] = {}
        for opened, closed in self.pairs:
            turns[opened] = "either" if turns.get(opened, "open") != "open" else "open"
            turns[closed] = "either" if turns.get(closed, "close") != "close" else "close"
        return turns
