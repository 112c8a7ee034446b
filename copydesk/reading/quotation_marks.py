"""Quotation marks: which are marks at all, which way each turns, and which belong together.

Apostrophes, feet, inches and years are told from marks here and nowhere else. Every walk over
the marks is linear: a paragraph of nothing but marks is read as fast as prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from ..languages import Language
from ..languages.language import Turn

DOUBLE = frozenset('"“”„‟«»')
SINGLE = frozenset("'‘’‚‛‹›")
STRAIGHT = frozenset("\"'")
# Guillemets on one line (‹ ›) nest in « » as single marks do, but are never apostrophes.
ANGLES = frozenset("«»‹›")
DEEPEST = 6
# A paragraph with more marks is no prose; those beyond are left unread.
MOST_MARKS = 2000

_ANY_MARK = re.compile("[\"'“”„‟‘’‚‛«»‹›]")
_FEET_AND_INCHES = re.compile(r"\d['’′][ \u00a0]?\d{1,2}(?:\.\d+)?(?:[\"”″]|'')?")
_YEAR = re.compile(r"\d0s\b|\d\d(?=[\s,.;:)]|$)(?![.,]\d| (?:per cent|percent|%))")
_WORD = re.compile(r"[^\W_]+")
_OPENERS = "([{—–-/|¿¡\ufffc"
_CLOSERS = ".,;:!?…)]}—–-/|،؛؟。"
# The way a mark turns in most of the languages that use it: those of no pair of ours.
_FOREIGN_OPENERS = "“„«‚‹"
_DEPTH = {"open": 1, "close": -1, "either": 0}

# How surely a single mark closes: after punctuation, after a letter, as "workers’" may.
Grip = Literal["strong", "medium", "weak"]


@dataclass(slots=True)
class Mark:
    """A quotation mark at a place in its paragraph."""

    at: int
    char: str
    turn: Turn
    grip: Grip = "strong"
    may_be_inches: bool = False
    may_be_apostrophe: bool = False
    closer: int = -1

    @property
    def is_double(self) -> bool:
        return self.char in DOUBLE

    @property
    def is_single(self) -> bool:
        return self.char not in DOUBLE and self.char not in ANGLES

    @property
    def is_weak(self) -> bool:
        """Whether it may be the apostrophe of a plural rather than the end of a quotation."""
        return self.grip == "weak" and self.char != "‘"


@dataclass(slots=True)
class Quotation:
    """A quotation in a paragraph: [start, end) with its marks, which `opened` and `closed` are.

    `closed` is "" when it goes on in the next paragraph or was never closed.
    """

    start: int
    end: int
    opened: str
    closed: str
    level: int = 0
    parent: Quotation | None = None
    is_mixed: bool = False
    is_open_ended: bool = False
    goes_on: bool = False
    continues: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return self.opened, self.closed


@dataclass(slots=True)
class UnpairedMark:
    """A mark without its partner: one that was "opened" and not closed, or one that "closed"."""

    at: int
    char: str
    kind: Literal["opened", "closed"]
    is_sure: bool = True


@dataclass(slots=True)
class Marking:
    """What the marks of one paragraph come to."""

    quotations: list[Quotation] = field(default_factory=list)
    unpaired: list[UnpairedMark] = field(default_factory=list)
    apostrophes: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def find_marks(text: str, language: Language) -> tuple[list[Mark], list[int]]:
    """Return the quotation marks of a paragraph, and the places of its straight apostrophes."""
    primes: set[int] = set()
    for measure in _FEET_AND_INCHES.finditer(text):
        primes.update(range(measure.start() + 1, measure.end()))
    marks: list[Mark] = []
    apostrophes: list[int] = []
    for found in _ANY_MARK.finditer(text):
        at = found.start()
        if at in primes:
            continue
        if len(marks) == MOST_MARKS:
            break
        mark = _read_mark(text, at, found[0], language)
        if mark is not None:
            marks.append(mark)
        elif found[0] == "'":
            apostrophes.append(at)
    _choose_closers(marks)
    return marks, apostrophes


def _characters_around(text: str, at: int) -> tuple[str, str]:
    """Return the characters before and after a mark, past up to two marks beside it."""
    before, after = at - 1, at + 1
    while before >= 0 and at - before < 3 and _ANY_MARK.match(text[before]):
        before -= 1
    while after < len(text) and after - at < 3 and _ANY_MARK.match(text[after]):
        after += 1
    return (text[before] if before >= 0 else " "), (text[after] if after < len(text) else " ")


@lru_cache(maxsize=4096)
def _turn_from_context(before: str, after: str) -> Turn:
    """Tell which way the characters around a mark turn it."""
    may_open = _may_open(before)
    may_close = after.isspace() or after in _CLOSERS
    if may_open and not after.isspace() and not (may_close and after in ".,;:!?"):
        return "open" if not may_close or before.isspace() else "either"
    if may_close and not before.isspace():
        return "close"
    return "either"


def _may_open(before: str) -> bool:
    return before.isspace() or before in _OPENERS


def _read_mark(text: str, at: int, char: str, language: Language) -> Mark | None:
    before, after = _characters_around(text, at)
    if char in SINGLE and char not in ANGLES and char != "‚":
        return _read_single(text, at, char, before, after)
    turn = _decide_turn(char, _turn_from_context(before, after), language)
    return Mark(at, char, turn, may_be_inches=char in '"”' and before.isdigit())


def _decide_turn(char: str, context: Turn, language: Language) -> Turn:
    """Let what stands around a mark decide, and where that is in doubt the mark itself."""
    own = language.turns.get(char)
    if char == '"' or own == "either":
        return context
    if own and char in ANGLES:  # which stand apart in some languages, so that nothing around helps
        return own
    if context != "either":
        return context
    return own or ("open" if char in _FOREIGN_OPENERS else "close")


def _read_single(text: str, at: int, char: str, before: str, after: str) -> Mark | None:
    """Read ' ‘ ’ ‛: a mark, or None for an apostrophe within or before a word."""
    left = text[at - 1] if at else " "
    right = text[at + 1] if at + 1 < len(text) else " "
    if left.isalnum() and right.isalnum():
        return None
    if left.isalpha():
        turn: Turn = "open" if char == "‘" and after.isalnum() else "close"
        return Mark(at, char, turn, _grade_grip(text[max(0, at - 2) : at]))
    if left.isdigit():
        return Mark(at, char, "close", "weak" if char == "'" else "strong")
    if right.isalnum() and _may_open(before):
        return _read_before_word(text, at, char)
    return _read_detached(at, char, before, after)


def _grade_grip(letters: str) -> Grip:
    """Tell how surely a mark after two letters closes: “workers’” and “runnin’” are words."""
    return "weak" if letters[-1] in "sSxXzZ" or letters.lower() == "in" else "medium"


def _read_before_word(text: str, at: int, char: str) -> Mark | None:
    if char == "’":
        return None
    word = _WORD.match(text, at + 1)
    is_clipped = bool(_YEAR.match(text, at + 1)) or (word is not None and len(word[0]) == 1)
    return Mark(at, char, "open", may_be_apostrophe=is_clipped)


def _read_detached(at: int, char: str, before: str, after: str) -> Mark | None:
    """Read a single mark that touches neither letter nor figure of a word."""
    if before.isspace() and after.isspace():
        return None
    return Mark(at, char, "open" if before.isspace() or before in "([{" else "close")


def _choose_closers(marks: list[Mark]) -> None:
    """Give each single opening mark the mark that closes it: the surest before the next one.

    What stands in double marks opened since then closes nothing outside them.
    """
    opener: Mark | None = None
    weak, inside = -1, 0
    for index, mark in enumerate(marks):
        if not mark.is_single:
            inside = max(0, inside + _DEPTH[mark.turn])
        elif mark.turn == "open":
            _close_weakly(opener, weak)
            opener, weak, inside = mark, -1, 0
        elif opener is None or opener.closer >= 0 or inside:
            continue
        elif not mark.is_weak:
            opener.closer = index
        elif weak < 0:
            weak = index
    _close_weakly(opener, weak)


def _close_weakly(opener: Mark | None, weak: int) -> None:
    if opener and opener.closer < 0:
        opener.closer = weak
