"""Who says something: the word beside a verb of speech, outside the quotations."""

from __future__ import annotations

from collections.abc import Mapping

from ..languages import Language
from .names import Name
from .paragraph import ReadParagraph, Speaker

_BETWEEN = frozenset("also then later has had now only simply ook dan toen later".split())


def find_speakers(paragraph: ReadParagraph, language: Language) -> list[Speaker]:
    """Return the speakers of a paragraph in order of place."""
    by_end = {name.end: name for name in paragraph.names}
    by_start = _index_by_start(paragraph, language)
    found: dict[int, Speaker] = {}
    for index, word in enumerate(paragraph.words):
        lower = word.text.lower()
        is_verb = lower in language.speech
        if not is_verb and not _is_according(paragraph, index, language):
            continue
        if paragraph.is_quoted(word.start) or _is_asking_price(paragraph, index):
            continue
        speaker = None
        if is_verb:
            speaker = _find_speaker_before(paragraph, index, by_end, language)
        pronouns = language.pronouns if is_verb else {}
        speaker = speaker or _find_speaker_after(paragraph, index, by_start, pronouns)
        if speaker is not None:
            found[speaker.start] = speaker
    return [found[start] for start in sorted(found)]


def _is_asking_price(paragraph: ReadParagraph, index: int) -> bool:
    """Tell whether nothing is said here: “a flat on the quay asks 610 marks”."""
    following = paragraph.words[index + 1 : index + 2]
    is_asking = paragraph.words[index].text.lower() in ("asks", "asked")
    return is_asking and any(each.text[0].isdigit() for each in following)


def _index_by_start(paragraph: ReadParagraph, language: Language) -> dict[int, Name]:
    """Return names by where they start, with the title and particles before them counted in."""
    result = {name.start: name for name in paragraph.names}
    leading: int | None = None
    names = iter(paragraph.names)
    name = next(names, None)
    for word in paragraph.words:
        while name is not None and name.start < word.start:
            name = next(names, None)
        if name is None:
            break
        if word.start == name.start:
            if leading is not None:
                result[leading] = name
            leading = None
        elif word.text.lower() in language.titles:
            leading = word.start if leading is None else leading
        else:
            leading = None
    return result


def _is_according(paragraph: ReadParagraph, index: int, language: Language) -> bool:
    """Tell whether the words up to this one are "according to" or its like."""
    word = paragraph.words[index]
    for phrase in language.according:
        start = word.end - len(phrase)
        if start >= 0 and paragraph.text[start : word.end].lower() == phrase:
            return True
    return False


def _find_speaker_before(
    paragraph: ReadParagraph, index: int, by_end: dict[int, Name], language: Language
) -> Speaker | None:
    at = index - 1
    while at >= 0 and paragraph.words[at].text.lower() in _BETWEEN:
        at -= 1
    if at < 0:
        return None
    word = paragraph.words[at]
    if paragraph.text[word.end : paragraph.words[at + 1].start] != " ":
        return None
    pronoun = language.pronouns.get(word.text.lower())
    if pronoun and not paragraph.is_quoted(word.start):
        return Speaker(word.start, word.end, word.text, pronoun)
    name = by_end.get(word.end)
    if name is None or paragraph.is_quoted(name.start):
        return None
    return Speaker(name.start, name.end, name.text, name=name)


def _find_speaker_after(
    paragraph: ReadParagraph, index: int, by_start: dict[int, Name], pronouns: Mapping[str, str]
) -> Speaker | None:
    if index + 1 >= len(paragraph.words):
        return None
    word = paragraph.words[index + 1]
    if paragraph.text[paragraph.words[index].end : word.start] != " ":
        return None
    if pronoun := pronouns.get(word.text.lower()):
        return Speaker(word.start, word.end, word.text, pronoun)
    name = by_start.get(word.start)
    return Speaker(name.start, name.end, name.text, name=name) if name else None
