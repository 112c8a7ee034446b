"""A number or a name in headline or standfirst that the body contradicts or lacks."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import NOTE, WARNING, Finding, Severity
from ..reading import Reading
from ..reading.names import Name
from ..reading.paragraph import Number, ReadParagraph

# Below it, headlines count what the text tells one by one: "two held", "three points".
LEAST_COUNTED = 13
_SAME_STEM = 4


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None or not any(reading.of("body")):
        return
    yield from _check_numbers(reading)
    yield from _check_names(reading)


def _check_numbers(reading: Reading) -> Iterator[Finding]:
    below = {
        "headline": reading.numbers["standfirst"] + reading.numbers["body"],
        "standfirst": reading.numbers["body"],
    }
    for field, others in below.items():
        values = {number.value for number in others}
        for number in reading.numbers[field]:
            if number.value in values or number.is_rough:
                continue
            if found := _grade(number, others, reading):
                severity, message = found
                span = (number.start, number.end)
                yield number.paragraph.finding("headline_number", severity, span, message)


def _grade(number: Number, others: list[Number], reading: Reading) -> tuple[Severity, str] | None:
    """Return severity and message for a number in headline or standfirst; None if it is fine."""
    rivals = [
        other
        for other in others
        if number.counts and other.counts == number.counts and _may_mean(number, other)
    ]
    if any(_is_rounded(number, other) for other in rivals):
        return None
    if rivals and not any(other.is_rough for other in rivals):
        words = {"number": number.text, "other": rivals[0].text, "noun": number.counts}
        message = _("“%(number)s” here, but “%(other)s %(noun)s” in the text.")
        return WARNING, message % words
    is_this_year = reading.day is not None and number.value == reading.day.year
    if number.is_word or number.value < LEAST_COUNTED or is_this_year:
        return None
    # A standfirst may say once what the text need not repeat.
    severity = WARNING if number.paragraph.field == "headline" else NOTE
    return severity, _("“%(number)s” is not in the text.") % {"number": number.text}


def _may_mean(one: Number, other: Number) -> bool:
    """Tell whether two numbers may be slips of each other: 138 years are not 22 told wrongly."""
    low, high = sorted((one.value, other.value))
    return high <= 2 * low


def _is_rounded(number: Number, other: Number) -> bool:
    """Tell whether a number is another to the thousand or so: eleven thousand for 11,300."""
    digits = str(int(number.value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return zeros > 1 and round(other.value, -zeros) == number.value


def _check_names(reading: Reading) -> Iterator[Finding]:
    body_words = {_fold(word.text) for each in reading.of("body") for word in each.words}
    body_text = _fold(" ".join(each.text for each in reading.of("body")))
    stems = {
        word.text.casefold()[:_SAME_STEM]
        for each in reading.of("body")
        for word in each.words
        if not word.text.islower() and word.text.lower() not in reading.lower_words
    }
    for field in ("headline", "standfirst"):
        for paragraph in reading.of(field):
            if field == "headline" and _is_title_case(paragraph):
                continue
            for name in paragraph.names:
                if paragraph.is_quoted(name.start):
                    continue
                lacking = _find_missing_word(name, body_words, stems, body_text, reading)
                if lacking is None:
                    continue
                # A standfirst may say once what the text need not repeat.
                is_slip = field == "headline" or _is_misspelt(lacking.casefold(), body_words)
                message = _("“%(name)s” is not in the text.") % {"name": lacking}
                span = (name.start, name.end)
                severity = WARNING if is_slip else NOTE
                yield paragraph.finding("headline_name", severity, span, message)


def _find_missing_word(
    name: Name, body_words: set[str], stems: set[str], body_text: str, reading: Reading
) -> str | None:
    """Return the word of a name that the body has in no form, None if it has them all."""
    words = name.words[1:] if name.opens and len(name.words) > 1 else name.words
    if name.opens and len(name.words) == 1:
        return None
    for word in words:
        folded = _fold(word)
        is_short = len(word) < _SAME_STEM + 1 or word.isupper() or "." in word
        if folded in body_words or folded in body_text or not word[0].isupper():
            continue
        if word.lower() in reading.lower_words or is_short:
            continue
        if folded[:_SAME_STEM] in stems and not _is_misspelt(folded, body_words):
            continue
        return word
    return None


def _fold(text: str) -> str:
    """Return text without capitals, its apostrophes straight."""
    return text.casefold().replace("’", "'")


def _is_misspelt(folded: str, body_words: set[str]) -> bool:
    """Tell whether the body has the same word with one letter more, less or other, not its end."""
    return any(
        other != folded
        and abs(len(other) - len(folded)) <= 1
        and other[0] == folded[0]
        and other[-2:] == folded[-2:]
        and _is_one_letter_apart(other, folded)
        for other in body_words
    )


def _is_one_letter_apart(one: str, other: str) -> bool:
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    return (
        one[at + 1 :] == other[at:]
        or one[at:] == other[at + 1 :]
        or (one[at + 1 :] == other[at + 1 :])
    )


def _is_title_case(paragraph: ReadParagraph) -> bool:
    words = [word.text for word in paragraph.words if len(word.text) > 3]
    capitals = sum(1 for word in words if word[0].isupper())
    return capitals * 10 >= len(words) * 8
