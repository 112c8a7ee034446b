"""Move photos to the trash and back, or delete them for good together with their files."""

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
    """Move a photo to the trash: from now on no page shows it."""
    _set(photo, timezone.now())


def unspike(photo: Photo) -> None:
    """Restore a photo from the trash.

    Raises: FileRefused, when the same picture has been uploaded again since.
    """
    try:
        with transaction.atomic():
            _set(photo, None)
    except IntegrityError as error:
        raise FileRefused(
            _("Another copy of “%(title)s” is in the library. Use that one.")
            % {"title": photo.title}
        ) from error


def is_published(photo: Photo) -> bool:
    """Say whether an edition shows the photo (as lead or in its text) or an author's page does."""
    return photo.edition_rows.exists() or photo.portrait_of.exists()


def delete_for_good(photo: Photo) -> None:
    """Delete a photo for good, with its original and its renditions.

    Raises: FileRefused, when it has been published.
    """
    if is_published(photo):
        raise FileRefused(
            _("“%(title)s” has been published. It can be moved to the trash, but not deleted.")
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
