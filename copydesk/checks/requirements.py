"""What every story must have: headline, text, byline, and photos with their details."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..copy import Copy, PhotoUse
from ..findings import ERROR, Finding
from ..reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    yield from find_missing(reading.copy)


def find_missing(copy: Copy) -> Iterator[Finding]:
    """Find what a story lacks. The text is not read, so that bulk imports can afford it."""
    if not copy.headline.strip():
        yield Finding("headline", ERROR, "headline", 0, 0, _("Write a headline."))
    if not (copy.body_html or copy.body_text).strip():
        yield Finding("text", ERROR, "body", 0, 0, _("Write the text."))
    if copy.bylines is not None and not copy.bylines:
        yield Finding("byline", ERROR, "bylines", 0, 0, _("Add a byline."))
    for photo in copy.photos or ():
        if sentence := _describe_missing(photo):
            message = sentence % {"photo": photo.name, "details": ", ".join(photo.lacks)}
            yield Finding("photo", ERROR, photo.field, 0, 0, message, words=photo.name)


def _describe_missing(photo: PhotoUse) -> str | None:
    if photo.in_trash:
        return _("The photo “%(photo)s” is in the trash.")
    if photo.lacks:
        return _("Missing for the photo “%(photo)s”: %(details)s.")
    if not photo.is_covered:
        return _("The rights to the photo “%(photo)s” do not cover the time of publication.")
    return None
