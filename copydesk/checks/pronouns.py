"""A pronoun that disagrees with the one on record for the person last named as speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..reading import Reading
from ..reading.names import Name
from ..reading.paragraph import ReadParagraph, Speaker


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None or not reading.copy.people:
        return
    forms = {pronoun: word for word, pronoun in reversed([*reading.language.pronouns.items()])}
    last: str | None = None
    for paragraph in reading.story:
        first_sentence = paragraph.sentence_at(0)[1]
        named_here = False
        for place in _list_people(paragraph):
            # From one paragraph to the next a pronoun carries over its first sentence alone.
            if not named_here and place.start >= first_sentence and not paragraph.quoted:
                last = None
            named_here = named_here or isinstance(place, Name) or not place.pronoun
            if isinstance(place, Name):
                last = last if last and _is_same_person(place.text, last) else None
            elif not place.pronoun:
                last = find_person(place.text, reading.copy.people)
            elif last and (finding := _find_disagreement(reading, paragraph, place, last, forms)):
                yield finding


def _list_people(paragraph: ReadParagraph) -> list[Speaker | Name]:
    """Return the speakers, and between them whoever else is named in full: "she" may be theirs."""
    spoken = {speaker.start for speaker in paragraph.speakers}
    others = [
        name
        for name in paragraph.names
        if name.may_be_person
        and name.start not in spoken
        and not paragraph.is_quoted(name.start)
        and _may_be_subject(paragraph, name)
    ]
    return sorted([*paragraph.speakers, *others], key=lambda place: place.start)


def _may_be_subject(paragraph: ReadParagraph, name: Name) -> bool:
    """Tell whether a sentence may be about this name: it begins one, or stands after a comma."""
    before = paragraph.text[max(0, name.start - 2) : name.start]
    return name.has_title or name.opens or name.start == 0 or before in (", ", "; ", ". ")


def find_person(name: str, people: Iterable[str]) -> str | None:
    """Return the person on record whom a name or surname means, None if nobody or several."""
    matching = [full for full in people if _is_same_person(name, full)]
    return matching[0] if len(matching) == 1 else None


def _is_same_person(name: str, full: str) -> bool:
    short, long = name.casefold(), full.casefold()
    return short == long or long.endswith(" " + short) or short.endswith(" " + long)


def _find_disagreement(
    reading: Reading,
    paragraph: ReadParagraph,
    speaker: Speaker,
    person: str,
    forms: dict[str, str],
) -> Finding | None:
    recorded = reading.copy.people[person].lower().split("/")[0].strip()
    if recorded == speaker.pronoun or recorded not in ("he", "she", "they"):
        return None
    right = forms.get(recorded)
    if right and speaker.text[0].isupper():
        right = right.capitalize()
    message = _("“%(pronoun)s” refers to %(person)s, whose pronoun on record is “%(recorded)s”.")
    words = {"pronoun": speaker.text, "person": person, "recorded": recorded}
    return paragraph.finding(
        "pronoun",
        WARNING,
        (speaker.start, speaker.end),
        message % words,
        right,
        is_safe=right is not None and _is_only_person(paragraph, person),
    )


def _is_only_person(paragraph: ReadParagraph, person: str) -> bool:
    """Tell whether nobody but this person speaks in the paragraph or is named in full."""
    return all(
        place.pronoun
        if isinstance(place, Speaker) and place.pronoun
        else _is_same_person(place.text, person)
        for place in _list_people(paragraph)
    )
