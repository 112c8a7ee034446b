"""Rights to a photo that end while the story is live."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..findings import NOTE, WARNING, Finding
from ..reading import Reading

SOON_DAYS = 30


def check(reading: Reading) -> Iterator[Finding]:
    today = reading.copy.today
    for photo in reading.copy.photos or ():
        end = photo.rights_end_on
        if not photo.is_covered or end is None or today is None:
            continue
        message = _("The rights to “%(photo)s” end on %(day)s. Readers then no longer see it.")
        words = {"photo": photo.name, "day": date_format(end)}
        severity = WARNING if (end - today).days <= SOON_DAYS else NOTE
        yield Finding(
            "rights_end", severity, photo.field, 0, 0, message % words, words=f"{photo.name} {end}"
        )
