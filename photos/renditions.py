"""Sizes and crops of photos as readers get them, made by the task worker and never in a request.

Every file is named by the hash of its content, so it can be cached for ever; a changed crop is a
new file. The original is never served.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django_tasks import task

from vocabulary.cache_deps import invalidates, row_tags

from .details import collect_details_for_file
from .files.decode import draw_renditions
from .models import Photo, Rendition
from .signals import photo_changed
from .stored_files import RENDITIONS, is_stored

WIDTHS = [320, 480, 720, 1200, 1600]
SQUARE_WIDTHS = [96, 192, 320, 480, 800]
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
FORMATS = list(EXTENSIONS)
# The fields from which the renditions are made: picture, focal point, and the details embedded.
RENDERED_FIELDS = (
    "sha256",
    "focal_x",
    "focal_y",
    "credit",
    "alt",
    "licence",
    "digital_source_type",
)
NAME_LENGTH = 32  # of the hash's 64 hex digits, 128 bits: a front page names hundreds of files
QUIET_SECONDS = 300  # a missing crop is queued at most once in this time
RETRY_AFTER = timedelta(minutes=20)  # a photo without renditions by then is queued every hour ...
GIVE_UP_AFTER = timedelta(days=1)  # ... until then
RETRIED_AT_MOST = 500  # the newest photos, which are checked for it


class Crop(NamedTuple):
    """An aspect ratio (None keeps the whole picture) and the widths of its renditions."""

    ratio: tuple[int, int] | None
    widths: list[int]


CROPS = {
    "whole": Crop(None, WIDTHS),
    "square": Crop((1, 1), SQUARE_WIDTHS),
    "16x9": Crop((16, 9), WIDTHS),
    "3x2": Crop((3, 2), WIDTHS),
    "4x3": Crop((4, 3), WIDTHS),
}
DEFAULT_CROPS = ["whole", "square"]


class Recipe(NamedTuple):
    """Which crops of a photo to make, at which widths and in which formats."""

    crops: dict[str, list[int]]
    formats: list[str]


FULL = Recipe({name: CROPS[name].widths for name in DEFAULT_CROPS}, FORMATS)
QUICK = Recipe({"whole": [480, 720, 1200], "square": [192, 480]}, ["webp", "jpeg"])


def make_recipe(crops: Iterable[str]) -> Recipe:
    """Return the recipe for crops in all their widths and formats."""
    return Recipe({name: CROPS[name].widths for name in crops}, FORMATS)


@task()
def make_renditions(photo_id: int, crops: list[str] | None = None) -> int:
    """Make a photo's renditions and return how many. Run by the task worker."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return 0
    return len(make_now(photo, make_recipe(crops or DEFAULT_CROPS)))


def enqueue_renditions(photo: Photo, crops: Iterable[str] | None = None) -> None:
    """Queue renditions for the task worker once this transaction is committed."""
    names = list(crops) if crops else None
    transaction.on_commit(partial(make_renditions.enqueue, photo.pk, names))


def enqueue_missing_crop(photo: Photo, crop: str) -> None:
    """Queue a missing crop, once, however many requests need it meanwhile."""
    if crop in CROPS and cache.add(f"photos:{photo.pk}:{crop}", True, QUIET_SECONDS):
        enqueue_renditions(photo, [crop])


def enqueue_unfinished(now: datetime) -> None:
    """Queue photos again whose renditions failed, for instance because of a full disk."""
    latest = list(Photo.objects.order_by("-pk").values_list("pk", flat=True)[:RETRIED_AT_MOST])
    is_due = Q(uploaded_at__gt=now - GIVE_UP_AFTER, uploaded_at__lt=now - RETRY_AFTER)
    for photo in Photo.objects.not_trashed().filter(is_due, pk__in=latest, renditions=None):
        if cache.add(f"photos:{photo.pk}:late", True, timedelta(hours=1).total_seconds()):
            enqueue_renditions(photo)


def enqueue_all_crops(photo: Photo) -> None:
    """Queue every crop the photo has, and the default ones, after RENDERED_FIELDS changed."""
    present = photo.renditions.order_by().values_list("crop", flat=True).distinct()
    enqueue_renditions(photo, sorted({*present, *DEFAULT_CROPS} & set(CROPS)))


def make_now(photo: Photo, recipe: Recipe = FULL) -> list[Rendition]:
    """Make renditions in a child process and save them.

    Raises: FileRefused, when the original cannot be read.
    """
    with TemporaryDirectory(prefix="newsroom-photo-") as folder:
        files = _draw(photo, recipe, Path(folder))
        return _save(photo, files, Path(folder))


def make_many(photos: list[Photo], *, quick: bool = False, at_once: int = 2) -> int:
    """Make renditions of many photos, several at a time; return how many.

    Args:
        quick: only few widths, in WebP and JPEG: for demos with many pictures.
        at_once: child processes; more than there are processors gains nothing.
    """
    made, recipe = 0, QUICK if quick else FULL
    with TemporaryDirectory(prefix="newsroom-photos-") as root, ThreadPoolExecutor(at_once) as pool:
        folders = [Path(root, str(photo.pk)) for photo in photos]
        for folder in folders:
            folder.mkdir()
        # Threads only wait for children; rows are written here, on this thread's connection.
        drawings = pool.map(lambda photo, folder: _draw(photo, recipe, folder), photos, folders)
        for photo, files, folder in zip(photos, drawings, folders, strict=True):
            made += len(_save(photo, files, folder))
            shutil.rmtree(folder)
    return made


def _draw(photo: Photo, recipe: Recipe, folder: Path) -> list[dict[str, Any]]:
    """Copy the original out of its storage and make its renditions in a folder."""
    original = folder / "original"
    with photo.image.open("rb") as stored, original.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    request = {
        "into": str(folder),
        "crops": {
            name: {"ratio": CROPS[name].ratio, "widths": widths}
            for name, widths in recipe.crops.items()
        },
        "formats": recipe.formats,
        "focal": [photo.focal_x, photo.focal_y],
        "details": collect_details_for_file(photo),
    }
    return draw_renditions(original, request)


def _save(photo: Photo, files: list[dict[str, Any]], folder: Path) -> list[Rendition]:
    """Save files and rows; they replace the renditions of the same crops."""
    rows = [
        Rendition(
            photo=photo,
            crop=file["crop"],
            format=file["format"],
            width=file["width"],
            height=file["height"],
            file=_store(folder / file["sha256"], EXTENSIONS[file["format"]]),
            bytes=(folder / file["sha256"]).stat().st_size,
        )
        for file in files
    ]
    with transaction.atomic(), invalidates(lambda: row_tags("photo", [photo.pk])):
        as_rendered = {name: getattr(photo, name) for name in RENDERED_FIELDS}
        locked = Photo.objects.select_for_update().filter(pk=photo.pk, **as_rendered)
        if locked.first() is None:
            return []  # it has changed since; a later task in the queue renders it as it is now
        replaced = photo.renditions.filter(crop__in={row.crop for row in rows})
        for name in replaced.values_list("file", flat=True):
            is_stored(name)  # makes it young: pages of the last hour still name it
        replaced.delete()
        Rendition.objects.bulk_create(rows)
        transaction.on_commit(partial(photo_changed.send, Photo, photo_id=photo.pk))
    return rows


def _store(path: Path, extension: str) -> str:
    """Put a file into the storage under its hash, unless it is there; return its name."""
    name = f"{RENDITIONS}{path.name[:NAME_LENGTH]}.{extension}"
    if is_stored(name):
        return name
    with path.open("rb") as file:
        return default_storage.save(name, File(file))
