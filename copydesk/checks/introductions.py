"""A source whose role is not given by the time the full name is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import NOTE, Finding
from ..reading import Reading

# A shorter word of a role (“of”, “the”) says nothing of anybody.
LEAST_LETTERS = 4
# “Councillor” is said by “councillors” and by “council” too.
STEM = 5


def check(reading: Reading) -> Iterator[Finding]:
    """Look for a word of the role on record up to the paragraph that gives the full name."""
    for cited in reading.copy.citations or ():
        words = [word for word in re.findall(r"\w+", cited.role) if len(word) >= LEAST_LETTERS]
        if not words or cited.name not in reading.fields["body"].text:
            continue
        stems = "|".join(re.escape(each[:STEM]) for each in words)
        said = re.compile(rf"(?<!\w)(?:{stems})", re.IGNORECASE)
        full = re.compile(rf"(?<!\w){re.escape(cited.name)}(?!\w)")
        for paragraph in reading.of("headline", "standfirst", "body"):
            named = full.search(paragraph.text) if paragraph.field == "body" else None
            if said.search(full.sub("", paragraph.text)):
                break
            if named:
                message = _("Say who %(name)s is. On record: “%(role)s”.")
                told = {"name": cited.name, "role": cited.role}
                yield paragraph.finding("introduction", NOTE, named.span(), message % told)
                break
