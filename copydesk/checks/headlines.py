"""A headline or a standfirst that is too long."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import NOTE, Finding
from ..reading import Reading

LONGEST = {"headline": 110, "standfirst": 320}


def check(reading: Reading) -> Iterator[Finding]:
    for name, most in LONGEST.items():
        length = len(reading.fields[name].text.strip())
        if length > most:
            message = _("%(length)s characters: lists and searches cut it off after %(most)s.")
            words = {"length": length, "most": most}
            text = reading.fields[name].text
            yield Finding("length", NOTE, name, most, length, message % words, words=text)
