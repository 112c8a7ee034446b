"""A speaker who is not cited as a source of the story."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import WARNING, Finding
from ..reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    if reading.language is None or reading.copy.citations is None:
        return
    cited = [each.name for each in reading.copy.citations]
    # A newsroom that is not cited is another check's to raise (checks.sources).
    known = " | ".join([*cited, *reading.copy.outlets]).casefold()
    told: set[str] = set()
    for paragraph in reading.story:
        if paragraph.attributed:
            continue  # attributed to a source already, by whatever name
        for speaker in paragraph.speakers:
            name = speaker.name
            if name is None or name.last.casefold() in known or name.last in told:
                continue
            told.add(name.last)
            message = _("Not cited as a source yet: %(name)s.")
            span = (speaker.start, speaker.end)
            yield paragraph.finding("speaker_ledger", WARNING, span, message % {"name": name.text})
