"""A headline there must be; it and the standfirst should not run on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import ERROR, NOTE, Finding
from ..reading import Reading

LONGEST = {"headline": 110, "standfirst": 320}


def check(reading: Reading) -> Iterator[Finding]:
    if not reading.copy.headline.strip():
        yield Finding("headline", ERROR, "headline", 0, 0, _("There is no headline."))
    for name, most in LONGEST.items():
        length = len(reading.fields[name].text.strip())
        if length > most:
            message = _("%(length)s characters; beyond %(most)s it is cut in lists and searches.")
            words = {"length": length, "most": most}
            yield Finding("length", NOTE, name, most, length, message % words)
