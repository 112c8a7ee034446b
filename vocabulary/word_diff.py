"""What differs between two texts, word by word, as escaped HTML."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

MOST = 4000
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
Piece = tuple[str, list[str], list[str]]


def diff_words(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts, with what has gone in `del` and what has come in `ins`.

    The mark-up is ours and every word is escaped; line breaks become `br`. Past MOST words on each
    side that differ, what lies between the same beginning and the same end counts as one change:
    comparing word by word takes the square of their number.
    """
    pieces = _pieces(_WORDS.findall(before), _WORDS.findall(after))
    old = [_drawn("del" if kind == "differs" else "", words) for kind, words, _ in pieces]
    new = [_drawn("ins" if kind == "differs" else "", words) for kind, _, words in pieces]
    return mark_safe("".join(old)), mark_safe("".join(new))  # noqa: S308 - escaped by _drawn


def _pieces(before: list[str], after: list[str]) -> list[Piece]:
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) <= MOST and len(new) <= MOST:
        return _joined(before, after)
    rest = before[len(before) - end :]
    return [("same", before[:start], before[:start]), ("differs", old, new), ("same", rest, rest)]


def _common(one: list[str], other: list[str]) -> int:
    """Count how many words are the same from the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _joined(before: list[str], after: list[str]) -> list[Piece]:
    """Pair off what is the same and what differs; a lone space between changes is no pause."""
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


def _drawn(element: str, words: list[str]) -> SafeString:
    text = mark_safe(str(escape("".join(words))).replace("\n", "<br>"))  # noqa: S308 - escaped
    if not element or not text:
        return text
    return format_html("<{0}>{1}</{0}>", element, text)
