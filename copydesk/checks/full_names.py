"""A surname that stands before the full name was given."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..reading import Reading
from ..reading.names import BODIES, PARTICLES, Name
from ..reading.paragraph import ReadParagraph

Mention = tuple[int, ReadParagraph, Name]


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None:
        return
    full, short, speaking = _find_mentions(reading)
    for surname in speaking:
        introduced, alone = full.get(surname), short.get(surname)
        if introduced is None or alone is None:
            continue
        _place, paragraph, name = alone
        if (alone[0], name.start) >= (introduced[0], introduced[2].start):
            continue
        message = _("%(surname)s is used before the full name, %(full)s, is given.")
        words = {"surname": name.text, "full": introduced[2].text}
        span = (name.start, name.end)
        yield paragraph.finding("full_name", WARNING, span, message % words)


def _find_mentions(
    reading: Reading,
) -> tuple[dict[str, Mention], dict[str, Mention], dict[str, None]]:
    """Return the first mention of each surname with a full name and alone, and who speaks.

    Only a person can speak under a first name and a surname, or is on record: so a surname is
    never taken from the name of a place.
    """
    full: dict[str, Mention] = {}
    short: dict[str, Mention] = {}
    speaking: dict[str, None] = {
        person.split()[-1].casefold(): None for person in reading.copy.people
    }
    for place, paragraph in enumerate(reading.story):
        if paragraph.at.kind == "caption":
            continue
        for name in paragraph.names:
            key = name.last.casefold()
            if len(name.words) > 1 and name.words[-1] == name.surname.split()[-1]:
                if _is_full(name):
                    full.setdefault(key, (place, paragraph, name))
                else:
                    short.setdefault(key, (place, paragraph, name))
            elif _stands_alone(paragraph, name):
                short.setdefault(key, (place, paragraph, name))
        for speaker in paragraph.speakers:
            if speaker.name is not None and speaker.name.last.casefold() not in BODIES:
                speaking.setdefault(speaker.name.last.casefold())
    return full, short, speaking


def _stands_alone(paragraph: ReadParagraph, name: Name) -> bool:
    """Tell whether a bare surname means the person: “Hill’s in Rope Walk” is a shop."""
    is_shop = paragraph.text[name.end : name.end + 2] in ("'s", "’s")
    return not is_shop and not name.has_title and not paragraph.is_quoted(name.start)


def _is_full(name: Name) -> bool:
    """Tell a full name from "Van Koningsbrugge", a surname of several words."""
    return name.words[0].lower() not in PARTICLES
