"""Bylines and pictures' credits, where it is known whether there are any."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..copy import PhotoUse
from ..findings import ERROR, Finding
from ..reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    if reading.copy.bylines is not None and not any(reading.copy.bylines):
        yield Finding("byline", ERROR, "byline", 0, 0, _("There is no byline."))
    for photo in reading.copy.photos or ():
        for sentence in _lacks(photo, reading):
            message = sentence % {"photo": photo.name}
            yield Finding("photo", ERROR, "photos", 0, 0, message)


def _lacks(photo: PhotoUse, reading: Reading) -> Iterator[str]:
    if not photo.alt.strip():
        yield _("%(photo)s has no alt text.")
    if not photo.credit.strip():
        yield _("%(photo)s has no credit.")
    if not photo.licence.strip():
        yield _("%(photo)s has no licence.")
    day = reading.copy.date
    if photo.rights_end_on and day and photo.rights_end_on < day:
        yield _("The rights to %(photo)s have ended.")
