"""Word-by-word differences between two texts, as escaped HTML."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

MOST = 4000
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
Piece = tuple[str, list[str], list[str]]


def diff_words(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts as HTML, with removed words in `del` and added words in `ins`.

    All words are escaped; line breaks become `br`. If more than MOST words differ on a side,
    everything between the common beginning and the common end counts as one change, since the
    time to compare grows with the square of the number of words.
    """
    pieces = _compare(_WORDS.findall(before), _WORDS.findall(after))
    old = [_mark_up("del" if kind == "differs" else "", words) for kind, words, _ in pieces]
    new = [_mark_up("ins" if kind == "differs" else "", words) for kind, _, words in pieces]
    return mark_safe("".join(old)), mark_safe("".join(new))  # noqa: S308 - escaped by _drawn


def _compare(before: list[str], after: list[str]) -> list[Piece]:
    start = _count_common(before, after)
    end = _count_common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) <= MOST and len(new) <= MOST:
        return _match(before, after)
    rest = before[len(before) - end :]
    return [("same", before[:start], before[:start]), ("differs", old, new), ("same", rest, rest)]


def _count_common(one: list[str], other: list[str]) -> int:
    """Count the words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _match(before: list[str], after: list[str]) -> list[Piece]:
    """Pair equal and different runs of words; a space between two changes joins them."""
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        kind = "same" if tag == "equal" else "differs"
        old, new = before[i:j], after[k:m]
        if kind == "same" and pieces and not "".join(old).strip() and "\n" not in "".join(old):
            kind = "differs" if j < len(before) or m < len(after) else kind
        if pieces and pieces[-1][0] == kind:
            pieces[-1] = (kind, pieces[-1][1] + old, pieces[-1][2] + new)
        else:
            pieces.append((kind, old, new))
    return pieces


def _mark_up(element: str, words: list[str]) -> SafeString:
    text = mark_safe(str(escape("".join(words))).replace("\n", "<br>"))  # noqa: S308 - escaped
    if not element or not text:
        return text
    return format_html("<{0}>{1}</{0}>", element, text)
