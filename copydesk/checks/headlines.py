"""Headline and standfirst should not run on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import NOTE, Finding
from ..reading import Reading

LONGEST = {"headline": 110, "standfirst": 320}


def check(reading: Reading) -> Iterator[Finding]:
    for name, most in LONGEST.items():
        length = len(reading.fields[name].text.strip())
        if length > most:
            message = _("%(length)s characters; beyond %(most)s it is cut in lists and searches.")
            words = {"length": length, "most": most}
            text = reading.fields[name].text
            yield Finding("length", NOTE, name, most, length, message % words, words=text)
