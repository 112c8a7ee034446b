"""A speaker who is not in the story's ledger of sources."""

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
        if paragraph.tied:
            continue  # what is said here has its source, by whatever name that is kept
        for speaker in paragraph.speakers:
            name = speaker.name
            if name is None or name.last.casefold() in known or name.last in told:
                continue
            told.add(name.last)
            message = _("%(name)s speaks here and is not among the story’s sources.")
            span = (speaker.start, speaker.end)
            yield paragraph.finding("speaker_ledger", WARNING, span, message % {"name": name.text})
