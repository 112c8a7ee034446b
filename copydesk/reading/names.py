"""Names of people, places and bodies: runs of words with a capital."""

from __future__ import annotations

from dataclasses import dataclass

from ..languages import Language
from .sentences import Word

# A last word that makes a run of names no person's.
BODIES = frozenset(
    "news times post party university church council court group agency company bank club act "
    "institute foundation association ministry department office authority league press weekly "
    "center centre committee commission union states kingdom museum school college".split()
)
PARTICLES = frozenset(
    "van von der den de del della di da dos du la le el al bin ibn ten ter te zu of".split()
)


@dataclass(slots=True)
class Name:
    """A run of words with capitals, titles in front of it apart.

    `opens`: it stands where every word has a capital, so its first word may be no name.
    `has_title`: a title or another role stands before it.
    """

    start: int
    end: int
    words: tuple[str, ...]
    opens: bool = False
    has_title: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def may_be_person(self) -> bool:
        """Tell whether this may be a person's full name: it has a first one, and is no body's."""
        if len(self.words) < 2 or self.last.lower() in BODIES:
            return False
        return not any(len(word) > 1 and word.isupper() for word in self.words)

    @property
    def last(self) -> str:
        return self.words[-1]

    @property
    def surname(self) -> str:
        """Return the last word with the particles before it: "van Koningsbrugge"."""
        at = len(self.words) - 1
        while at > 1 and self.words[at - 1].lower() in PARTICLES and self.words[at - 1] != "of":
            at -= 1
        return " ".join(self.words[at:])


def strip_possessive(word: str) -> str:
    """Return a word without a possessive ending."""
    for ending in ("'s", "’s"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def find_names(
    text: str, words: list[Word], opening_places: set[int], language: Language
) -> list[Name]:
    """Return the names of a paragraph in order."""
    names: list[Name] = []
    index = 0
    while index < len(words):
        if not words[index].text[0].isupper():
            index += 1
            continue
        last = _find_run_end(text, words, index)
        if name := _make_name(words[index : last + 1], opening_places, language):
            if index and words[index - 1].text.lower() in language.titles:
                name.has_title = text[words[index - 1].end : words[index].start] == " "
            names.append(name)
        index = last + 1
    return names


def _find_run_end(text: str, words: list[Word], index: int) -> int:
    """Return the index of the last word of the run that begins at `index`."""
    last, at = index, index
    while at + 1 < len(words):
        gap = text[words[at].end : words[at + 1].start]
        is_initial = gap == ". " and len(words[at].text) == 1
        if gap not in (" ", "\u00a0") and not is_initial:
            break
        if words[at].text.endswith(("'s", "’s")):
            break
        following = words[at + 1].text
        if following[0].isupper():
            last = at + 1
        elif following not in PARTICLES or at + 1 - last > 3:
            break
        at += 1
    return last


def _make_name(run: list[Word], opening_places: set[int], language: Language) -> Name | None:
    opens = run[0].start in opening_places
    has_title = False
    first = 0
    while first < len(run):
        lower = run[first].text.lower()
        is_title = lower in language.titles and first + 1 < len(run)
        if not is_title and lower not in language.small_words:
            break
        has_title = is_title
        opens = False
        first += 1
    run = run[first:]
    if not run or not run[0].text[0].isupper() and run[0].text not in PARTICLES:
        return None
    texts = [strip_possessive(word.text) for word in run]
    end = run[-1].start + len(texts[-1])
    return Name(run[0].start, end, tuple(texts), opens, has_title)
