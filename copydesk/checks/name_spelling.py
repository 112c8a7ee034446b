"""A name spelled two ways: Koningsbrugge and Koningsbruge."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..reading import Reading
from ..reading.names import Name
from ..reading.paragraph import ReadParagraph

SHORTEST = 5


@dataclass(slots=True)
class Spelling:
    """One spelling of a surname: its first place, how often it stands, the first names before."""

    text: str
    paragraph: ReadParagraph
    name: Name
    times: int = 0
    quoted: bool = False
    first_names: set[str] = field(default_factory=set)


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None:
        return
    spellings = _collect_spellings(reading)
    for one, other in _find_similar(spellings):
        rare, usual = sorted((one, other), key=lambda each: each.times)
        if not _may_be_one(rare, usual):
            continue
        at = rare.name.end - len(rare.text)
        fix = None if rare.quoted else usual.text
        message = _("“%(rare)s” is spelled “%(usual)s” elsewhere in this story.")
        yield rare.paragraph.finding(
            "name_spelling",
            WARNING,
            (at, rare.name.end),
            message % {"rare": rare.text, "usual": usual.text},
            fix,
        )


def _collect_spellings(reading: Reading) -> list[Spelling]:
    found: dict[str, Spelling] = {}
    for paragraph in reading.paragraphs:
        for name in paragraph.names:
            last = name.last
            is_word = last.lower() in reading.lower_words or not last.isalpha()
            if len(last) < SHORTEST - 1 or is_word or last.isupper():
                continue
            spelling = found.get(last)
            if spelling is None:
                quoted = paragraph.is_quoted(name.start)
                spelling = found[last] = Spelling(last, paragraph, name, quoted=quoted)
            spelling.times += 1
            if len(name.words) > 1:
                spelling.first_names.add(name.words[0])
    return list(found.values())


def _find_similar(spellings: list[Spelling]) -> Iterator[tuple[Spelling, Spelling]]:
    """Give the pairs one letter apart, by what is left when a letter is taken out. Linear."""
    seen: set[tuple[str, str]] = set()
    by_rest: dict[str, list[Spelling]] = defaultdict(list)
    for spelling in spellings:
        plain = _fold(spelling.text)
        for rest in {plain, *(plain[:at] + plain[at + 1 :] for at in range(1, len(plain)))}:
            for other in by_rest[rest][:8]:
                key = (other.text, spelling.text)
                if key not in seen and _is_near(_fold(other.text), plain):
                    seen.add(key)
                    yield other, spelling
            by_rest[rest].append(spelling)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _is_near(one: str, other: str) -> bool:
    """Tell whether two spellings differ by one letter, accents, or two letters changed round."""
    if one == other:
        return True
    if len(one) == len(other):
        apart = [at for at in range(len(one)) if one[at] != other[at]]
        if len(apart) == 1:
            return True
        is_swap = len(apart) == 2 and apart[1] == apart[0] + 1
        return is_swap and sorted(one[apart[0] : apart[1] + 1]) == sorted(
            other[apart[0] : apart[1] + 1]
        )
    long, short = sorted((one, other), key=len, reverse=True)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _may_be_one(rare: Spelling, usual: Spelling) -> bool:
    """Tell whether two spellings may mean one person: not a plural or an adjective of a place."""
    short, long = sorted((_fold(rare.text), _fold(usual.text)), key=len)
    if len(long) < SHORTEST or (long.startswith(short) and long != short):
        return False
    if short[:-1] == long[:-1] and short != long and short[-1] in "aeinoszy":
        return False
    shared = rare.first_names & usual.first_names
    alike = next((at for at in range(len(short)) if short[at] != long[at]), len(short))
    if alike >= len(short) - 1 and short != long and not shared:
        return False
    both_named = rare.first_names and usual.first_names
    if both_named and not shared:
        return False
    return bool(rare.first_names or usual.first_names)
