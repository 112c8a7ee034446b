"""What killed processes left behind goes, and nothing else does."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from newsroom import periodic
from newsroom.operating import sweeping
from photos.models import Photo, Rendition
from photos.renditions import Recipe, make_now
from photos.stored_files import TEMPORARY, is_stored
from tests.factories import import_photo, make_outlet, make_photo, picture

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * 60


def make_old(path: Path, days: float = 1.1) -> Path:
    moment = time.time() - days * DAY
    os.utime(path, (moment, moment))
    return path


def store(name: str, days: float = 1.1) -> str:
    """Store a file that no row names."""
    default_storage.save(name, ContentFile(b"x"))
    make_old(Path(default_storage.path(name)), days)
    return name


def test_folders_of_killed_jobs_are_swept_after_a_day(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for number, prefix in enumerate(TEMPORARY):
        (folder := tmp_path / f"{prefix}old{number}").mkdir()
        (folder / "original").write_bytes(b"x")
        make_old(folder)
        (folder := tmp_path / f"{prefix}new{number}").mkdir()
        make_old(folder, 0.9)
    (upload := tmp_path / "tmpab12.upload.jpg").write_bytes(b"x")
    make_old(upload)
    (tmp_path / "tmpcd34.upload.jpg").write_bytes(b"x")
    (others := tmp_path / "photo-of-somebody-else").mkdir()
    make_old(others)
    periodic.run_every_day(timezone.now())
    left = sorted(path.name for path in tmp_path.iterdir())
    new = sorted(f"{prefix}new{number}" for number, prefix in enumerate(TEMPORARY))
    assert left == [*new, "photo-of-somebody-else", "tmpcd34.upload.jpg"]


def test_files_without_a_row_are_swept_after_a_day() -> None:
    photo, outlet = make_photo(), make_outlet(logo="outlet/logo.svg")
    named = [photo.image.name, store("r/1234.jpg"), store("outlet/logo.svg")]
    Rendition.objects.create(
        photo=photo, crop="whole", format="jpeg", width=9, height=6, file="r/1234.jpg", bytes=1
    )
    make_old(Path(default_storage.path(photo.image.name)))
    old = [store("r/5678.avif"), store("originals/ab/abcd.jpg"), store("outlet/former.png")]
    young = store("r/9abc.webp", days=0.9)
    elsewhere = store("exports/all.zip")
    assert sweeping.sweep_files(timezone.now()) == 3
    assert not any(default_storage.exists(name) for name in old)
    assert all(default_storage.exists(name) for name in [*named, young, elsewhere])
    assert outlet.logo.name == "outlet/logo.svg"


def test_a_file_that_is_used_again_is_young_again() -> None:
    name = store("r/5678.avif")
    assert is_stored(name) and not is_stored("r/none.avif")
    assert sweeping.sweep_files(timezone.now()) == 0 and default_storage.exists(name)


def test_a_rendition_that_was_replaced_stays_for_pages_that_still_name_it() -> None:
    photo = import_photo(ContentFile(picture(), name="a.jpg"), draw=False, credit="A", alt="a")
    recipe = Recipe({"whole": [320]}, ["jpeg"])
    make_now(photo, recipe)
    old = photo.renditions.get().file.name
    make_old(Path(default_storage.path(old)), 90)
    Photo.objects.filter(pk=photo.pk).update(credit="Somebody else")
    photo.refresh_from_db()
    make_now(photo, recipe)
    assert photo.renditions.get().file.name != old, "the credit is in the file"
    assert sweeping.sweep_files(timezone.now()) == 0 and default_storage.exists(old)


def test_the_folder_of_another_site_is_left_alone(monkeypatch, caplog) -> None:
    monkeypatch.setattr(sweeping, "MOST", 3)
    names = [store(f"r/{number}.jpg") for number in range(4)]
    assert sweeping.sweep_files(timezone.now()) == 0
    assert all(default_storage.exists(name) for name in names)
    assert "4 of 4 files in r/ belong to nothing in this database" in caplog.text


def test_a_storage_without_folders_has_nothing_to_sweep() -> None:
    assert sweeping.sweep_files(timezone.now()) == 0
