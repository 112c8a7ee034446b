"""What every story must have, words and pictures apart from how they are written."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..copy import Copy, PhotoUse
from ..findings import ERROR, Finding
from ..reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    yield from papers_lacking(reading.copy)


def papers_lacking(copy: Copy) -> Iterator[Finding]:
    """Name what a story lacks. Reads no text, so that bulk imports may ask it a million times."""
    if not copy.headline.strip():
        yield Finding("headline", ERROR, "headline", 0, 0, _("Write a headline."))
    if not (copy.body_html or copy.body_text).strip():
        yield Finding("text", ERROR, "body", 0, 0, _("Write the text."))
    if copy.bylines is not None and not copy.bylines:
        yield Finding("byline", ERROR, "bylines", 0, 0, _("Name who wrote it."))
    for photo in copy.photos or ():
        if sentence := _lack(photo):
            message = sentence % {"photo": photo.name, "papers": ", ".join(photo.lacks)}
            yield Finding("photo", ERROR, photo.field, 0, 0, message, words=photo.name)


def _lack(photo: PhotoUse) -> str | None:
    if photo.in_trash:
        return _("The photo “%(photo)s” lies in the trash.")
    if photo.lacks:
        return _("The photo “%(photo)s” lacks its %(papers)s.")
    if not photo.is_covered:
        return _("The rights of the photo “%(photo)s” do not cover the moment it would be shown.")
    return None
