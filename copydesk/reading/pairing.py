"""Which opening mark belongs to which closing one: one walk over a paragraph's marks.

The walk is a small machine. Its state is the stack of what is open; each mark opens, closes, is an
apostrophe, or is loose.
"""

from __future__ import annotations

from typing import Literal

from ..languages import Language
from ..languages.language import Turn
from .quotation_marks import (
    ANGLES,
    DEEPEST,
    DOUBLE,
    STRAIGHT,
    Mark,
    Marking,
    Quotation,
    UnpairedMark,
    find_marks,
)

# Every pair some language uses. Straight marks go with any: they are set without a word.
PAIRS = frozenset(
    ["“”", "‘’", "„“", "„”", "‚‘", "‚’", "«»", "»«", "‹›", "›‹", '""', "''", "‛’", "‟”"]
)
_ELIDED = 24


def is_pair(opened: str, closed: str) -> bool:
    """Tell whether two marks make a pair in any language, counting straight as any of its size."""
    if opened in STRAIGHT or closed in STRAIGHT:
        angled = opened in ANGLES or closed in ANGLES
        return not angled and (opened in '"“„‟') == (closed in '"”“')
    return opened + closed in PAIRS


class Pairing:
    """The walk: a stack of what is open, never deeper than DEEPEST."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language
        self.result = Marking()
        self.result.marks, self.result.apostrophes = find_marks(text, language)
        self.marks = self.result.marks
        self.open: list[tuple[int, Quotation]] = []
        self.next_double = self._list_next_doubles()
        self.unused: list[int] = []

    def pair(self, goes_on: bool) -> Marking:
        """Pair the marks. `goes_on`: the next paragraph opens with a mark too."""
        for index, mark in enumerate(self.marks):
            if not mark.is_single or mark.char == "‚":
                self._read_double(index, mark)
            elif mark.turn == "open":
                self._read_single_opener(index, mark)
            else:
                self._read_single_closer(index, mark)
        self._finish(goes_on)
        self.result.quotations.sort(key=lambda quotation: quotation.start)
        return self.result

    # What each mark does

    def _read_double(self, index: int, mark: Mark) -> None:
        place = self._find_open_partner(mark)
        if self._decide_turn(index, mark, place) == "open":
            self._push(index, mark)
        elif place is not None:
            if not (mark.may_be_inches and self._closes_later(index)):
                self._close(place, mark)
        elif self.open and self._is_end_here(mark):
            self._close(len(self.open) - 1, mark)
        elif not mark.may_be_inches:
            self._add_unpaired(mark, "closed")

    def _read_single_opener(self, index: int, mark: Mark) -> None:
        if self._begins_clipped_word(mark):
            mark.closer = -1
            self._add_apostrophe(mark)
        else:
            self._push(index, mark)

    def _read_single_closer(self, index: int, mark: Mark) -> None:
        singles = [at for at, (_, each) in enumerate(self.open) if each.opened in "'‘‛‚"]
        place = self._find_closed_single(index, mark, singles)
        if place is not None:
            self._close(place, mark)
        elif singles or mark.grip != "strong" or not self._is_mark_here(mark):
            self.unused.append(index)
            self._add_apostrophe(mark)
        elif self.open and not self._is_answered(index):
            self._close(len(self.open) - 1, mark)
        else:
            self._add_unpaired(mark, "closed")

    # Questions

    def _list_next_doubles(self) -> list[Mark | None]:
        """Return for each mark the double one that follows."""
        following: Mark | None = None
        result: list[Mark | None] = []
        for mark in reversed(self.marks):
            result.append(following)
            following = mark if mark.is_double else following
        return result[::-1]

    def _decide_turn(self, index: int, mark: Mark, place: int | None) -> Turn:
        """Let what is open decide where the mark and what stands around it do not.

        A curly mark beside a slipped space (said,“ like this) still turns its own way.
        """
        own = self.language.turns.get(mark.char)
        if mark.turn == "either":
            return "open" if place is None else "close"
        if place is None and (own == "open" or self._is_misplaced_opener(index, mark)):
            return "open"
        if place is not None and own == "close":
            return "close"
        return mark.turn

    def _find_closed_single(self, index: int, mark: Mark, singles: list[int]) -> int | None:
        """Return the place of the single quotation a mark was chosen for, or that waits for one."""
        closers = {at: self.marks[self.open[at][0]].closer for at in singles}
        chosen = [at for at in singles if closers[at] == index]
        waiting = [at for at in singles if closers[at] < 0 and not mark.is_weak]
        candidates = chosen or waiting
        return candidates[-1] if candidates else None

    def _begins_clipped_word(self, mark: Mark) -> bool:
        """Tell whether an opening single mark begins a clipped word: ’twas, ’90s."""
        if mark.closer < 0:
            return mark.may_be_apostrophe or self._is_elision(mark)
        return mark.may_be_apostrophe and self.marks[mark.closer].grip == "weak"

    def _find_open_partner(self, mark: Mark) -> int | None:
        """Return the place in the stack that this mark closes, the nearest one."""
        places = range(len(self.open) - 1, -1, -1)
        for place in places:
            if is_pair(self.open[place][1].opened, mark.char):
                return place
        alike = (place for place in places if self.open[place][1].opened in DOUBLE)
        return next(alike, None) if mark.is_double else None

    def _is_misplaced_opener(self, index: int, mark: Mark) -> bool:
        """Tell whether a straight mark before a space opens: said," like this"."""
        following = self.next_double[index]
        if mark.turn != "close" or mark.char != '"' or mark.may_be_inches or following is None:
            return False
        return following.char == '"' and following.turn != "open"

    def _closes_later(self, index: int) -> bool:
        following = self.next_double[index]
        return following is not None and following.turn == "close"

    def _is_answered(self, index: int) -> bool:
        following = self.next_double[index]
        return following is not None and following.turn != "open"

    def _is_end_here(self, mark: Mark) -> bool:
        """Tell whether a double mark ends what a single one opened: ‘Like this,”."""
        opener = self.marks[self.open[-1][0]]
        if opener.closer < 0:
            return True
        return mark.at > 0 and self.text[mark.at - 1] in ".,;:!?…"

    def _is_mark_here(self, mark: Mark) -> bool:
        return mark.char == "'" or mark.char in self.language.turns

    def _is_elision(self, mark: Mark) -> bool:
        word = ""
        for char in self.text[mark.at + 1 : mark.at + _ELIDED]:
            if not char.isalpha():
                break
            word += char
        return word.lower() in self.language.elisions

    # What comes of it

    def _push(self, index: int, mark: Mark) -> None:
        if len(self.open) == DEEPEST:
            self._give_up(0)
        parent = self.open[-1][1] if self.open else None
        level = len(self.open)
        quotation = Quotation(mark.at, mark.at + 1, mark.char, "", level=level, parent=parent)
        self.open.append((index, quotation))

    def _close(self, place: int, mark: Mark) -> None:
        while len(self.open) > place + 1:
            self._give_up()
        _, quotation = self.open.pop()
        quotation.end, quotation.closed = mark.at + 1, mark.char
        quotation.is_mixed = not is_pair(quotation.opened, mark.char) or self._is_turned(
            quotation.opened, mark.char
        )
        self.result.quotations.append(quotation)
        self.unused.clear()

    def _is_turned(self, opened: str, closed: str) -> bool:
        """Tell whether a mark of this language stands the wrong way round beside a straight one."""
        turns = self.language.turns
        if opened in STRAIGHT:
            return turns.get(closed) == "open"
        return closed in STRAIGHT and turns.get(opened) == "close"

    def _give_up(self, place: int = -1) -> None:
        """Give up an open quotation that nothing closed."""
        mark = self.marks[self.open.pop(place)[0]]
        is_sure = mark.char not in "'‘‛" or self._begins_speech(mark)
        self.result.unpaired.append(UnpairedMark(mark.at, mark.char, "opened", is_sure))

    def _begins_speech(self, mark: Mark) -> bool:
        """Tell whether a lone single mark opens a sentence rather than a clipped word."""
        before = self.text[max(0, mark.at - 3) : mark.at].rstrip()[-1:]
        after = self.text[mark.at + 1 : mark.at + 2]
        return after.isupper() and before in ("", ",", ":", ".", "“", '"')

    def _add_unpaired(self, mark: Mark, kind: Literal["opened", "closed"]) -> None:
        self.result.unpaired.append(UnpairedMark(mark.at, mark.char, kind))

    def _add_apostrophe(self, mark: Mark) -> None:
        if mark.char == "'":
            self.result.apostrophes.append(mark.at)

    def _finish(self, goes_on: bool) -> None:
        """Settle what is still open at the end of the paragraph."""
        if goes_on and self.open and self._goes_on():
            for _, quotation in self.open:
                quotation.end, quotation.goes_on = len(self.text), True
                self.result.quotations.append(quotation)
            return
        while self.open:
            index, quotation = self.open[-1]
            taken = [at for at in self.unused if at > index]
            if self.marks[index].is_double and len(self.open) == 1 and len(taken) == 1:
                self.open.pop()
                mark = self.marks[taken[0]]
                quotation.end, quotation.closed = mark.at + 1, mark.char
                quotation.is_mixed = True
            else:
                self._give_up()
                quotation.end, quotation.is_open_ended = len(self.text), True
            self.result.quotations.append(quotation)

    def _goes_on(self) -> bool:
        outer = self.marks[self.open[0][0]]
        return not outer.is_single or self._begins_speech(outer)


def pair_marks(text: str, language: Language, goes_on: bool = False) -> Marking:
    """Read the quotation marks of one paragraph."""
    return Pairing(text, language).pair(goes_on)
