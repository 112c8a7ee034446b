"""Which opening mark belongs to which closing one: one walk over a paragraph's marks."""

from __future__ import annotations

from .languages import Language
from .marks import ANGLES, DEEPEST, STRAIGHT, Loose, Mark, Marking, Quotation, find_marks

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
        self.next_double = self._next_doubles()
        self.unused: list[int] = []

    def read(self, goes_on: bool) -> Marking:
        """Pair the marks. `goes_on`: the next paragraph opens with a mark too."""
        for index, mark in enumerate(self.marks):
            if mark.is_double or mark.char in ANGLES or mark.char == "‚":
                self._double(index, mark)
            elif mark.turn == "open":
                self._single_opens(index, mark)
            else:
                self._single_closes(index, mark)
        self._finish(goes_on)
        self.result.quotations.sort(key=lambda quotation: quotation.start)
        return self.result

    # What each mark does

    def _double(self, index: int, mark: Mark) -> None:
        place = self._open_like(mark)
        turn = mark.turn
        if turn == "either":
            turn = "open" if place is None else "close"
        # A curly mark beside a slipped space (said,“ like this) still turns its own way.
        if (
            turn == "close"
            and place is None
            and (self._only(mark, 0) or self._is_misplaced_opener(index, mark))
        ):
            turn = "open"
        elif turn == "open" and place is not None and self._only(mark, 1):
            turn = "close"
        if turn == "open":
            self._push(index, mark)
        elif place is not None:
            if mark.may_be_inches and self._closes_later(index):
                return
            self._close(place, index, mark)
        elif self.open and self._ends_here(mark):
            self._close(len(self.open) - 1, index, mark)
        elif not mark.may_be_inches:
            self._loose(mark, "closed")

    def _single_opens(self, index: int, mark: Mark) -> None:
        if mark.closer < 0 and (mark.may_be_apostrophe or self._is_elision(mark)):
            self._apostrophe(mark)
            return
        if mark.may_be_apostrophe and self.marks[mark.closer].grip == "weak":
            mark.closer = -1
            self._apostrophe(mark)
            return
        self._push(index, mark)

    def _single_closes(self, index: int, mark: Mark) -> None:
        singles = [at for at, (_, each) in enumerate(self.open) if each.opened in "'‘‛‚"]
        chosen = [at for at in singles if self.marks[self.open[at][0]].closer == index]
        waiting = [at for at in singles if self.marks[self.open[at][0]].closer < 0]
        if chosen:
            self._close(chosen[-1], index, mark)
        elif waiting and (mark.grip != "weak" or mark.char == "‘"):
            self._close(waiting[-1], index, mark)
        elif mark.grip == "strong" and not singles and self._singles_are_marks(mark):
            following = self.next_double[index]
            is_answered = following >= 0 and self.marks[following].turn != "open"
            if self.open and not is_answered:
                self._close(len(self.open) - 1, index, mark)
            else:
                self._loose(mark, "closed")
        else:
            self.unused.append(index)
            self._apostrophe(mark)

    # Questions

    def _next_doubles(self) -> list[int]:
        following, result = -1, [-1] * len(self.marks)
        for index in range(len(self.marks) - 1, -1, -1):
            result[index] = following
            if self.marks[index].is_double:
                following = index
        return result

    def _open_like(self, mark: Mark) -> int | None:
        """Return the place in the stack that this mark closes, the nearest one."""
        places = range(len(self.open) - 1, -1, -1)
        for place in places:
            if is_pair(self.open[place][1].opened, mark.char):
                return place
        alike = (place for place in places if _is_double(self.open[place][1].opened))
        return next(alike, None) if mark.is_double else None

    def _only(self, mark: Mark, side: int) -> bool:
        """Tell whether this language uses a mark on one side (0 opens, 1 closes) and no other."""
        pairs = self.language.pairs
        is_here = any(mark.char == pair[side] for pair in pairs)
        return is_here and not any(mark.char == pair[1 - side] for pair in pairs)

    def _is_misplaced_opener(self, index: int, mark: Mark) -> bool:
        """Tell whether a straight mark before a space opens: said," like this"."""
        following = self.next_double[index]
        if mark.char != '"' or mark.may_be_inches or following < 0:
            return False
        return self.marks[following].char == '"' and self.marks[following].turn != "open"

    def _closes_later(self, index: int) -> bool:
        following = self.next_double[index]
        return following >= 0 and self.marks[following].turn == "close"

    def _ends_here(self, mark: Mark) -> bool:
        """Tell whether a double mark ends what a single one opened: ‘Like this,”."""
        opener = self.marks[self.open[-1][0]]
        if opener.closer < 0:
            return True
        return mark.at > 0 and self.text[mark.at - 1] in ".,;:!?…"

    def _singles_are_marks(self, mark: Mark) -> bool:
        return mark.char == "'" or any(mark.char in pair for pair in self.language.pairs)

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
            self._lose(0)
            self.open.pop(0)
        parent = self.open[-1][1] if self.open else None
        level = len(self.open)
        quotation = Quotation(mark.at, mark.at + 1, mark.char, "", level=level, parent=parent)
        self.open.append((index, quotation))

    def _close(self, place: int, index: int, mark: Mark) -> None:
        while len(self.open) > place + 1:
            self._lose(len(self.open) - 1)
            self.open.pop()
        _, quotation = self.open.pop()
        quotation.end, quotation.closed = mark.at + 1, mark.char
        quotation.is_mixed = not is_pair(quotation.opened, mark.char) or self._is_turned(
            quotation.opened, mark.char
        )
        self.result.quotations.append(quotation)
        self.unused.clear()

    def _is_turned(self, opened: str, closed: str) -> bool:
        """Tell whether a mark of this language stands the wrong way round beside a straight one."""
        openers = {pair[0] for pair in self.language.pairs}
        closers = {pair[1] for pair in self.language.pairs}
        if opened in STRAIGHT:
            return closed in openers - closers
        return closed in STRAIGHT and opened in closers - openers

    def _lose(self, place: int) -> None:
        """Give up an open quotation that nothing closed."""
        index, quotation = self.open[place]
        mark = self.marks[index]
        if not mark.is_double and mark.char in "'‘‛" and not self._begins_speech(mark):
            self.result.loose.append(Loose(mark.at, mark.char, "opened", is_sure=False))
        else:
            self._loose(mark, "opened")

    def _begins_speech(self, mark: Mark) -> bool:
        """Tell whether a lone single mark opens a sentence rather than a clipped word."""
        before = self.text[max(0, mark.at - 3) : mark.at].rstrip()[-1:]
        after = self.text[mark.at + 1 : mark.at + 2]
        return after.isupper() and before in ("", ",", ":", ".", "“", '"')

    def _loose(self, mark: Mark, kind: str) -> None:
        self.result.loose.append(Loose(mark.at, mark.char, kind))

    def _apostrophe(self, mark: Mark) -> None:
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
                mark = self.marks[taken[0]]
                quotation.end, quotation.closed = mark.at + 1, mark.char
                quotation.is_mixed = True
                self.open.pop()
            else:
                self._lose(len(self.open) - 1)
                self.open.pop()
                quotation.end, quotation.is_open_ended = len(self.text), True
            self.result.quotations.append(quotation)

    def _goes_on(self) -> bool:
        outer = self.marks[self.open[0][0]]
        return outer.is_double or outer.char in ANGLES or self._begins_speech(outer)


def _is_double(char: str) -> bool:
    return char in '"“”„‟«»'


def pair_marks(text: str, language: Language, goes_on: bool = False) -> Marking:
    """Read the quotation marks of one paragraph."""
    return Pairing(text, language).read(goes_on)
