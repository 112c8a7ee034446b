"""Figures of a text: "1,200", "1.5 million", "twelve", each with the word it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..languages import Language
from .paragraph import Number, ReadParagraph
from .sentences import Word

_FIGURE = re.compile(
    r"(?<![\w.,])[$€£]?\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?(?!\w)|"
    r"(?<![\w.,])[$€£]?\d+(?:\.\d+)?(?![\w])"
)
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_LOOSELY = frozenset(
    "about around over nearly almost roughly some under approximately least most than".split()
)


def find_numbers(paragraph: ReadParagraph, language: Language | None) -> list[Number]:
    """Return the numbers of a paragraph in order; number words only where a language has them."""
    text, words = paragraph.text, paragraph.words
    number_words = language.number_words if language else {}
    figures = {found.start(): found for found in _FIGURE.finditer(text)}
    starts = sorted(figures)
    result: list[Number] = []
    for start in starts:
        found = figures[start]
        value = float(re.sub(r"[^\d.]", "", found[0]))  # digits of every script
        result.append(Number(start, found.end(), found[0], value, "", False, False, paragraph))
    for word in words:
        named_value = _parse_number_word(word.text.lower(), number_words)
        if named_value is not None:
            result.append(
                Number(word.start, word.end, word.text, named_value, "", False, True, paragraph)
            )
    result.sort(key=lambda number: number.start)
    small_words = language.small_words if language else frozenset()
    _add_scale_and_noun(text, words, result, small_words)
    return result


def _parse_number_word(word: str, number_words: Mapping[str, int]) -> float | None:
    tens, _, ones = word.partition("-")
    if tens not in number_words:
        return None
    if not ones:
        return float(number_words[tens])
    return (
        float(number_words[tens] + number_words[ones])
        if ones in number_words and number_words[tens] >= 20
        else None
    )


def _add_scale_and_noun(
    text: str, words: list[Word], numbers: list[Number], small_words: frozenset[str]
) -> None:
    at = 0
    for number in numbers:
        while at < len(words) and words[at].end <= number.start:
            at += 1
        before = words[at - 1].text.lower() if at else ""
        number.is_rough = before in _LOOSELY
        after = at
        while after < len(words) and words[after].start < number.end:
            after += 1
        if after < len(words) and words[after].text.lower() in _SCALES:
            number.value *= _SCALES[words[after].text.lower()]
            number.end = words[after].end
            number.text = text[number.start : number.end]
            after += 1
        if after < len(words) and text[number.end : words[after].start] in (" ", "\u00a0"):
            noun = words[after].text.lower()
            number.counts = "" if noun in small_words else noun
        if text[number.end : number.end + 1] == "%":
            number.counts = "%"
