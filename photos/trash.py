"""The trash: out of sight and restorable. Deleting for good is rare, and takes the files along."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .files.decode import FileRefused
from .models import Photo, Rendition
from .signals import photo_changed


def spike(photo: Photo) -> None:
    """Put a photo into the trash: from now on no page shows it."""
    _set(photo, timezone.now())


def unspike(photo: Photo) -> None:
    """Take a photo out of the trash.

    Raises: Refused, when the same picture has come in anew meanwhile.
    """
    try:
        with transaction.atomic():
            _set(photo, None)
    except IntegrityError as error:
        raise FileRefused(
            _("“%(title)s” is in the library a second time; use that one.") % {"title": photo.title}
        ) from error


def is_printed(photo: Photo) -> bool:
    """Say whether any edition shows it, as lead or in its text, or an author has its face."""
    return photo.edition_rows.exists() or photo.portrait_of.exists()


def erase(photo: Photo) -> None:
    """Delete a photo for good, its original and its renditions with it.

    Raises: Refused, when something readers had rests on it.
    """
    if is_printed(photo):
        raise FileRefused(
            _("“%(title)s” has been printed: it can go to the trash, but not be deleted.")
            % {"title": photo.title}
        )
    with transaction.atomic():
        names = {photo.image.name, *photo.renditions.values_list("file", flat=True)}
        pk = photo.pk
        photo.delete()
        transaction.on_commit(partial(delete_files, names))
        transaction.on_commit(partial(photo_changed.send, Photo, photo_id=pk))


def _set(photo: Photo, at: datetime | None) -> None:
    photo.spiked_at = at
    photo.save(update_fields=["spiked_at"])
    transaction.on_commit(partial(photo_changed.send, Photo, photo_id=photo.pk))


def delete_files(names: set[str]) -> None:
    """Delete files that no other photo shares."""
    shared = {
        *Rendition.objects.filter(file__in=names).values_list("file", flat=True),
        *Photo.objects.filter(image__in=names).values_list("image", flat=True),
    }
    for name in names - shared:
        default_storage.delete(name)
