"""How a picture enters the library: it is inspected, stored once and its renditions are queued."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any, NamedTuple

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sources.models import Source
from staff.models import User

from .details import read_details
from .files.decode import MAX_BYTES, FileRefused, explain_too_large, inspect_file
from .models import Photo, original_path
from .renditions import enqueue_all_crops
from .similarity import save_bands
from .stored_files import is_stored
from .trash import delete_files

EXTENSIONS = {
    "JPEG": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "GIF": "gif",
    "TIFF": "tif",
}


class ExaminedFile(NamedTuple):
    """A file that the library accepts, and what was read from it."""

    file: File
    name: str
    sha256: str
    format: str
    width: int
    height: int
    metadata: dict[str, Any]
    likeness: str

    def find_duplicate(self) -> Photo | None:
        """Return the photo in the library with exactly these bytes."""
        return Photo.objects.not_trashed().filter(sha256=self.sha256).first()


def import_photos(
    files: Iterable[tuple[File, dict[str, Any]]],
    *,
    by: User | None,
    draw: bool = True,
    at_once: int = 2,
) -> list[Photo]:
    """Add pictures to the library, or return the photos that have the same bytes.

    Args:
        files: each upload with the fields of Photo given by the desk. The file's metadata fills in
            the others, and its name becomes the title if there is no better one.
        by: who uploads them.
        draw: False leaves the renditions to the caller.
        at_once: how many files are examined at a time.

    Raises: FileRefused, at the first that is refused; the ones before it are kept.
    """
    pairs = list(files)
    with ThreadPoolExecutor(at_once) as pool:
        examinations = pool.map(examine, [file for file, _ in pairs])
        return [
            _save_unless_duplicate(examined, Photo(**details), by, draw)
            for examined, (_, details) in zip(examinations, pairs, strict=True)
        ]


def examine(file: File) -> ExaminedFile:
    """Check a file and read its metadata in a child process; makes no query.

    Raises: FileRefused, NotAPicture.
    """
    name = PurePath(str(file.name or "").replace("\\", "/")).name or "picture"
    with _copy_to_disk(file, name) as (path, sha256):
        found = inspect_file(path, name)
    return ExaminedFile(file, name, sha256, **found)


def store_picture(photo: Photo, examined: ExaminedFile, *, draw: bool = True) -> None:
    """Save a photo, new or not, with the picture of an examined file.

    Details the photo has are kept; empty ones are filled in from the file.

    Raises: FileRefused, when another process has just stored the same bytes.
    """
    before = photo.image.name
    photo.sha256 = examined.sha256
    photo.width, photo.height = examined.width, examined.height
    photo.metadata, photo.likeness = examined.metadata, examined.likeness
    fill_from_metadata(photo)
    photo.title = photo.title or _make_title(examined)
    photo.image.name = _store_original(photo, examined)
    try:
        with transaction.atomic():
            photo.save()
            save_bands(photo)
    except IntegrityError as error:
        raise FileRefused(
            _("“%(name)s” has already been uploaded.") % {"name": examined.name}
        ) from error
    if draw:
        enqueue_all_crops(photo)
    if before and before != photo.image.name:
        transaction.on_commit(partial(delete_files, {before}))


def _save_unless_duplicate(
    examined: ExaminedFile, photo: Photo, by: User | None, draw: bool
) -> Photo:
    """Save a new photo unless the library has these bytes; return the one it has."""
    if duplicate := examined.find_duplicate():
        return duplicate
    photo.uploaded_by = by
    try:
        store_picture(photo, examined, draw=draw)
    except FileRefused:
        if duplicate := examined.find_duplicate():
            return duplicate
        raise
    return photo


def fill_from_metadata(photo: Photo) -> None:
    """Fill in the empty details from the file; never overwrites what the desk wrote."""
    for name, value in read_details(photo.metadata).items():
        if not getattr(photo, name):
            setattr(photo, name, value)
    if photo.source_id is None and photo.metadata.get("source"):
        photo.source = Source.objects.find_by_name(photo.metadata["source"])


@contextmanager
def _copy_to_disk(file: File, name: str) -> Iterator[tuple[Path, str]]:
    """Copy a file into a temporary folder in chunks; give its path and its SHA-256."""
    if file.size > MAX_BYTES:
        raise FileRefused(explain_too_large(name, file.size))
    digest = hashlib.sha256()
    with TemporaryDirectory(prefix="newsroom-intake-") as folder:
        path = Path(folder, "upload")
        with path.open("wb") as copy:
            for chunk in file.chunks():
                digest.update(chunk)
                _write(copy, chunk)
        yield path, digest.hexdigest()


def _write(copy: IO[bytes], chunk: bytes | str) -> None:
    copy.write(chunk if isinstance(chunk, bytes) else chunk.encode())


def _make_title(examined: ExaminedFile) -> str:
    """Make a title from the file's title, its headline, or its name without the extension."""
    metadata = examined.metadata
    words = metadata.get("title") or metadata.get("headline") or PurePath(examined.name).stem
    return " ".join(words.replace("_", " ").split())[:200] or examined.name[:200]


def _store_original(photo: Photo, examined: ExaminedFile) -> str:
    """Store the bytes under their hash, unless they are stored already; return the name."""
    name = original_path(photo, f"original.{EXTENSIONS[examined.format]}")
    if is_stored(name):
        return name
    examined.file.seek(0)
    return default_storage.save(name, examined.file)
