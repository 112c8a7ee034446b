"""A word that is repeated: "the the"."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..reading import Reading

# Words that never rightly stand twice in a row; taking one out leaves one reading.
_CERTAIN = frozenset(
    "the a an of and to for from with at by or but are was were be this these those "
    "het een van voor met naar der und von zu les des du avec".split()
)


def check(reading: Reading) -> Iterator[Finding]:
    language = reading.language
    if language is None or language.doubles is None:
        return
    for paragraph in reading.paragraphs:
        words = paragraph.words
        for index in range(len(words) - 1):
            one, two = words[index], words[index + 1]
            gap = paragraph.text[one.end : two.start]
            lower = two.text.lower()
            if one.text.lower() != lower or gap.strip() or not two.text.islower():
                continue
            is_third = index > 0 and words[index - 1].text.lower() == lower
            if lower in language.doubles or is_third or not lower.isalpha():
                continue
            if index + 2 < len(words) and words[index + 2].text.lower() == lower:
                continue
            quoted = paragraph.is_quoted(one.start)
            message = _("Repeated word: “%(words)s”.") % {"words": f"{one.text} {two.text}"}
            yield paragraph.finding(
                "repeated_word",
                WARNING,
                (one.start, two.end),
                message,
                None if quoted else one.text,
                is_safe=not quoted and lower in _CERTAIN,
            )
