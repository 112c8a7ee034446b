"""An acronym that nothing in the story explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import NOTE, Finding
from ..reading import Reading

_ACRONYM = re.compile(r"[^\W\d_a-z]{3,6}")
_SMALL = frozenset("of and for the in on to de der van et des du la".split())


def check(reading: Reading) -> Iterator[Finding]:
    language = reading.language
    if language is None or not language.known_acronyms:
        return
    initials: set[str] | None = None
    told: set[str] = set(language.known_acronyms)
    told.update(_find_explained(reading))
    for paragraph in reading.of("body"):
        if paragraph.text.isupper():
            continue
        for word in paragraph.words:
            text = word.text
            if text in told or not text.isascii() or not _ACRONYM.fullmatch(text):
                continue
            told.add(text)
            initials = _collect_initials(reading) if initials is None else initials
            if text in initials or text.lower() in reading.lower_words:
                continue
            message = _("%(acronym)s is not explained in this story.")
            span = (word.start, word.end)
            yield paragraph.finding("acronym", NOTE, span, message % {"acronym": text})


def _find_explained(reading: Reading) -> Iterator[str]:
    """Give the acronyms in brackets after words, and those with words in brackets after them."""
    for paragraph in reading.paragraphs:
        for found in re.finditer(r"[(\[]([^\W\d_]{2,8})[)\]]", paragraph.text):
            yield found[1]
        for found in re.finditer(r"\b([^\W\d_a-z]{3,6}) [(\[][^\W\d_]", paragraph.text):
            yield found[1]


def _collect_initials(reading: Reading) -> set[str]:
    """Return the first letters of every run of three to six words, with and without small ones."""
    found: set[str] = set()
    for paragraph in reading.paragraphs:
        for small in (True, False):
            letters = "".join(
                word.text[0].upper()
                for word in paragraph.words
                if small or word.text.lower() not in _SMALL
            )
            for length in range(3, 7):
                found.update(letters[at : at + length] for at in range(len(letters) - length + 1))
    return found
