"""Sizes and crops of photos as readers get them: made by the task worker, never in a request.

Every file is named by what it holds, so it may be kept for ever by whoever fetched it; a changed
crop is a new file. The original is never served.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django_tasks import task

from vocabulary.cache_deps import invalidates, row_tags

from .details import papers_of
from .files.decode import drawn
from .models import Photo, Rendition
from .signals import photo_changed

FOLDER = "r/"
WIDTHS = [320, 480, 720, 1200, 1600]
SQUARE_WIDTHS = [96, 192, 320, 480, 800]
ENDINGS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
FORMATS = list(ENDINGS)
# What is drawn of a photo: its picture, where it is cut, and the words in its files.
DRAWN = ("sha256", "focal_x", "focal_y", "credit", "alt", "licence", "digital_source_type")
NAME_LENGTH = 32  # of the hash's 64 figures: 128 bits; a front names hundreds of files
QUIET_SECONDS = 300  # a crop that is missing is asked for once in this time
LATE = timedelta(minutes=20)  # a photo without renditions by then is ordered again, every hour ...
GIVEN_UP = timedelta(days=1)  # ... until then
LATEST = 500  # photos that are looked at for it


class Crop(NamedTuple):
    """A shape: width to height (None keeps the whole) and the widths it is drawn at."""

    ratio: tuple[int, int] | None
    widths: list[int]


CROPS = {
    "whole": Crop(None, WIDTHS),
    "square": Crop((1, 1), SQUARE_WIDTHS),
    "16x9": Crop((16, 9), WIDTHS),
    "3x2": Crop((3, 2), WIDTHS),
    "4x3": Crop((4, 3), WIDTHS),
}
AT_ONCE = ["whole", "square"]


class Recipe(NamedTuple):
    """What is to be drawn of a photo, and in which formats."""

    crops: dict[str, list[int]]
    formats: list[str]


FULL = Recipe({name: CROPS[name].widths for name in AT_ONCE}, FORMATS)
QUICK = Recipe({"whole": [480, 720, 1200], "square": [192, 480]}, ["webp", "jpeg"])


def recipe_for(crops: Iterable[str]) -> Recipe:
    """Return the recipe of whole crops, by name."""
    return Recipe({name: CROPS[name].widths for name in crops}, FORMATS)


@task()
def make_renditions(photo_id: int, crops: list[str] | None = None) -> int:
    """Make a photo's renditions and return how many; the task worker's way in."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return 0
    return len(make_now(photo, recipe_for(crops or AT_ONCE)))


def order_renditions(photo: Photo, crops: Iterable[str] | None = None) -> None:
    """Have the task worker make renditions once this transaction is committed."""
    names = list(crops) if crops else None
    transaction.on_commit(partial(make_renditions.enqueue, photo.pk, names))


def order_once(photo: Photo, crop: str) -> None:
    """Have a missing crop made, however many readers ask for it meanwhile."""
    if crop in CROPS and cache.add(f"photos:{photo.pk}:{crop}", True, QUIET_SECONDS):
        order_renditions(photo, [crop])


def order_late(now: datetime) -> None:
    """Have photos drawn that no worker has finished: a disk was full, a machine went down."""
    latest = list(Photo.objects.order_by("-pk").values_list("pk", flat=True)[:LATEST])
    came = Q(uploaded_at__gt=now - GIVEN_UP, uploaded_at__lt=now - LATE)
    for photo in Photo.objects.not_trashed().filter(came, pk__in=latest, renditions=None):
        if cache.add(f"photos:{photo.pk}:late", True, timedelta(hours=1).total_seconds()):
            order_renditions(photo)


def order_anew(photo: Photo) -> None:
    """Have every crop there is made again: the focal point, the credit or the alt text changed."""
    there = photo.renditions.order_by().values_list("crop", flat=True).distinct()
    order_renditions(photo, sorted({*there, *AT_ONCE} & set(CROPS)))


def make_now(photo: Photo, recipe: Recipe = FULL) -> list[Rendition]:
    """Draw renditions in a child and keep them.

    Raises: Refused, when the original cannot be read.
    """
    with TemporaryDirectory(prefix="photo-") as room:
        files = _draw(photo, recipe, Path(room))
        return _keep(photo, files, Path(room))


def make_many(photos: list[Photo], *, quick: bool = False, at_once: int = 2) -> int:
    """Draw renditions of many photos, several children at a time; return how many.

    Args:
        quick: two widths in WebP and JPEG only, for many pictures at once.
        at_once: children; more than there are processors gains nothing.
    """
    made, recipe = 0, QUICK if quick else FULL
    with TemporaryDirectory(prefix="photos-") as room, ThreadPoolExecutor(at_once) as pool:
        rooms = [Path(room, str(photo.pk)) for photo in photos]
        for place in rooms:
            place.mkdir()
        # Threads only wait for children; rows are written here, on this thread's connection.
        drawings = pool.map(partial(_draw_with, recipe), photos, rooms)
        for photo, files, place in zip(photos, drawings, rooms, strict=True):
            made += len(_keep(photo, files, place))
            shutil.rmtree(place)
    return made


def _draw_with(recipe: Recipe, photo: Photo, room: Path) -> list[dict]:
    return _draw(photo, recipe, room)


def _draw(photo: Photo, recipe: Recipe, room: Path) -> list[dict]:
    """Copy the original out of its storage and have it drawn into a folder."""
    original = room / "original"
    with photo.image.open("rb") as kept, original.open("wb") as copy:
        shutil.copyfileobj(kept, copy)
    wish = {
        "into": str(room),
        "crops": {
            name: {"ratio": CROPS[name].ratio, "widths": widths}
            for name, widths in recipe.crops.items()
        },
        "formats": recipe.formats,
        "focal": [photo.focal_x, photo.focal_y],
        "papers": papers_of(photo),
    }
    return drawn(original, wish)


def _keep(photo: Photo, files: list[dict], room: Path) -> list[Rendition]:
    """Store files and rows; the crops drawn replace those of the same name."""
    rows = [
        Rendition(
            photo=photo,
            crop=file["crop"],
            format=file["format"],
            width=file["width"],
            height=file["height"],
            file=_stored(room / file["sha256"], ENDINGS[file["format"]]),
            bytes=(room / file["sha256"]).stat().st_size,
        )
        for file in files
    ]
    with transaction.atomic(), invalidates(lambda: row_tags("photo", [photo.pk])):
        as_drawn = {name: getattr(photo, name) for name in DRAWN}
        locked = Photo.objects.select_for_update().filter(pk=photo.pk, **as_drawn)
        if locked.first() is None:
            return []  # it has changed since, and a later order draws it as it is
        photo.renditions.filter(crop__in={row.crop for row in rows}).delete()
        Rendition.objects.bulk_create(rows)
        transaction.on_commit(partial(photo_changed.send, Photo, photo_id=photo.pk))
    return rows


def _stored(path: Path, ending: str) -> str:
    """Put a file into the storage under its hash, unless it is there; return its name."""
    name = f"{FOLDER}{path.name[:NAME_LENGTH]}.{ending}"
    if default_storage.exists(name):
        return name
    with path.open("rb") as file:
        return default_storage.save(name, File(file))
