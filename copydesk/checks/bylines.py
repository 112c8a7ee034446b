"""The byline: who translated the story, and bios that readers would look for."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..findings import NOTE, WARNING, Finding
from ..reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    copy = reading.copy
    if not copy.bylines:
        return
    is_translated = copy.is_translation or any(each.is_translated for each in copy.citations or ())
    if is_translated and not any(each.is_translator for each in copy.bylines):
        message = _("This story is a translation. Add the translator to the byline.")
        yield Finding("translation", WARNING, "bylines", 0, 0, message)
    for credited in copy.bylines:
        if not credited.has_bio:
            message = _("%(name)s has no short bio to show below the story.")
            words = {"name": credited.name}
            yield Finding("bio", NOTE, "bylines", 0, 0, message % words, words=credited.name)
