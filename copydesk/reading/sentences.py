"""Words and sentences of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’\-‑.](?=[^\W_])[^\W_]+)*")
_END = re.compile(r"[.!?…。！？؟۔]+[\"”’'»“)\]]*\s+(?=[\"“„‘«'(\[]*[^\W\d_a-z])")
_SHORT = frozenset(
    "mr mrs ms dr prof st sr jr gen sen rep gov col lt capt sgt rev hon vs etc no vol fig inc ltd "
    "co corp jan feb mar apr jun jul aug sep sept oct nov dec mt ft dhr mevr bv drs ir nr z.b "
    "u.s u.k u.n d.c e.g i.e a.m p.m".split()
)


@dataclass(slots=True)
class Word:
    """A word and its place in the paragraph."""

    start: int
    end: int
    text: str


def find_words(text: str) -> list[Word]:
    return [Word(found.start(), found.end(), found[0]) for found in _WORD.finditer(text)]


def find_sentence_starts(text: str) -> list[int]:
    """Return where sentences begin; a stop after an initial or a short form ends none."""
    starts = [0]
    for found in _END.finditer(text):
        before = text[max(0, found.start() - 12) : found.start()].rsplit(maxsplit=1)
        word = before[-1].lower().strip("\"“”‘’'()") if before else ""
        is_short = text[found.start()] == "." and (word in _SHORT or len(word) == 1)
        if not is_short:
            starts.append(found.end())
    return starts
