"""The one way a picture comes in: judged, its facts read, kept once, its renditions ordered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sources.models import Source

from .details import papers_from
from .files.decode import MAX_BYTES, FileRefused, judged, too_heavy
from .models import Photo, original_path
from .renditions import order_anew
from .similarity import keep_bands
from .trash import delete_files

ENDINGS = {
    "JPEG": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "GIF": "gif",
    "TIFF": "tif",
}


class Examined(NamedTuple):
    """A file that may be taken in, and what it is."""

    file: File
    name: str
    sha256: str
    format: str
    width: int
    height: int
    facts: dict
    likeness: str

    def same(self) -> Photo | None:
        """Return the photo kept with exactly these bytes."""
        return Photo.objects.not_trashed().filter(sha256=self.sha256).first()


def take_in(
    file: File, *, by: AbstractBaseUser | None, title: str = "", draw: bool = True, **papers: Any
) -> Photo:
    """Take a picture into the library, or return the one that is already there byte for byte.

    Args:
        file: what was sent; its name is the title of last resort and says nothing of its kind.
        by: who brings it.
        draw: False leaves the renditions to the caller.
        papers: fields of Photo as the desk gives them; the file's facts fill what it leaves out.
    Raises: Refused, with a sentence for an editor.
    """
    return _kept(examine(file), Photo(title=title, **papers), by, draw)


def take_in_all(
    files: Iterable[tuple[File, dict[str, Any]]],
    *,
    by: AbstractBaseUser | None,
    draw: bool = True,
    at_once: int = 2,
) -> list[Photo]:
    """Take in many pictures, each with its papers, several children at a time.

    Raises: Refused, at the first that is; those before it are kept.
    """
    pairs = list(files)
    with ThreadPoolExecutor(at_once) as pool:
        examinations = pool.map(examine, [file for file, _ in pairs])
        return [
            _kept(examined, Photo(**papers), by, draw)
            for examined, (_, papers) in zip(examinations, pairs, strict=True)
        ]


def examine(file: File) -> Examined:
    """Judge a file and read its facts in a child; touches no database.

    Raises: Refused, NotAPicture.
    """
    name = PurePath(str(file.name or "").replace("\\", "/")).name or "picture"
    with _copied(file, name) as (path, sha256):
        found = judged(path, name)
    return Examined(file, name, sha256, **found)


def admit(photo: Photo, examined: Examined, *, draw: bool = True) -> None:
    """Give a photo, new or not, the picture examined: words and rights stay, gaps are filled.

    Raises: Refused, when another process has just taken in the same bytes.
    """
    before = photo.image.name
    photo.sha256 = examined.sha256
    photo.width, photo.height = examined.width, examined.height
    photo.facts, photo.likeness = examined.facts, examined.likeness
    fill_from_facts(photo)
    photo.title = photo.title or _title_from(examined)
    photo.image.name = _stored_original(photo, examined)
    try:
        with transaction.atomic():
            photo.save()
            keep_bands(photo)
    except IntegrityError as error:
        raise FileRefused(
            _("“%(name)s” has just come in a second time.") % {"name": examined.name}
        ) from error
    if draw:
        order_anew(photo)
    if before and before != photo.image.name:
        transaction.on_commit(partial(delete_files, {before}))


def _kept(examined: Examined, photo: Photo, by: AbstractBaseUser | None, draw: bool) -> Photo:
    """Keep a new photo unless the library has these bytes; return the one it has."""
    if there := examined.same():
        return there
    photo.uploaded_by = by
    try:
        admit(photo, examined, draw=draw)
    except FileRefused:
        if there := examined.same():
            return there
        raise
    return photo


def fill_from_facts(photo: Photo) -> None:
    """Fill those papers from the file that are empty; the desk's word is never overwritten."""
    for name, value in papers_from(photo.facts).items():
        if not getattr(photo, name):
            setattr(photo, name, value)
    if photo.source_id is None and photo.facts.get("source"):
        photo.source = Source.objects.find_by_name(photo.facts["source"])


@contextmanager
def _copied(file: File, name: str) -> Iterable[tuple[Path, str]]:
    """Copy a file to a place of its own, by chunks, and hash it on the way."""
    if file.size > MAX_BYTES:
        raise FileRefused(too_heavy(name, file.size))
    digest = hashlib.sha256()
    with TemporaryDirectory(prefix="intake-") as room:
        path = Path(room, "upload")
        with path.open("wb") as copy:
            for chunk in file.chunks():
                digest.update(chunk)
                _write(copy, chunk)
        yield path, digest.hexdigest()


def _write(copy: IO[bytes], chunk: bytes | str) -> None:
    copy.write(chunk if isinstance(chunk, bytes) else chunk.encode())


def _title_from(examined: Examined) -> str:
    """Make a title: the file's own, its headline, or its name without ending."""
    facts = examined.facts
    words = facts.get("title") or facts.get("headline") or PurePath(examined.name).stem
    return " ".join(words.replace("_", " ").split())[:200] or examined.name[:200]


def _stored_original(photo: Photo, examined: Examined) -> str:
    """Store the bytes under their hash, unless they are there; return the name."""
    name = original_path(photo, f"original.{ENDINGS[examined.format]}")
    if default_storage.exists(name):
        return name
    examined.file.seek(0)
    return default_storage.save(name, examined.file)
