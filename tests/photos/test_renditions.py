"""Renditions: every size from the original, named by hash, with the details and nothing private."""

import hashlib
import json
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from photos import renditions
from photos.details import collect_details_for_file, find_licence_url
from photos.models import Photo, Rendition
from photos.renditions import (
    Recipe,
    enqueue_all_crops,
    enqueue_missing_crop,
    enqueue_unfinished,
    make_many,
    make_now,
    make_renditions,
)
from photos.signals import photo_changed
from tests.factories import import_photo, make_photo

# Slow: each test sends pictures to children of their own.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SMALL = Recipe({"whole": [96]}, ["avif", "webp", "jpeg"])
needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="needs exiftool")


def upload_photo(size: tuple[int, int] = (700, 500), **details) -> Photo:
    """Take in a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, (255, 0, 0))
    image.paste((0, 0, 255), (size[0] // 2, 0, *size))
    held = BytesIO()
    image.save(held, "JPEG", quality=95)
    fields = {"caption": "c", "alt": "a", "credit": "Hand / Post", "licence": "own", **details}
    return import_photo(ContentFile(held.getvalue(), name="halves.jpg"), by=None, **fields)


def opened(rendition: Rendition) -> Image.Image:
    with rendition.file.open() as file:
        return Image.open(BytesIO(file.read()))


def test_whole_and_square_are_made_at_every_width_in_every_format() -> None:
    photo = upload_photo()
    assert make_renditions.func(photo.pk) == 24
    made = {(r.crop, r.format, r.width, r.height) for r in photo.renditions.all()}
    whole = [(320, 229), (480, 343), (700, 500)]
    square = [(96, 96), (192, 192), (320, 320), (480, 480), (500, 500)]
    assert made == {
        (crop, kind, *size)
        for crop, sizes in (("whole", whole), ("square", square))
        for kind in ("avif", "webp", "jpeg")
        for size in sizes
    }


def test_each_file_is_named_by_what_it_holds_and_is_what_its_row_says() -> None:
    for rendition in make_now(upload_photo(), SMALL):
        with rendition.file.open() as file:
            content = file.read()
        assert rendition.file.name.startswith(f"r/{hashlib.sha256(content).hexdigest()[:32]}.")
        assert rendition.bytes == len(content)
        image = Image.open(BytesIO(content))
        assert (image.format.lower(), image.size) == (
            rendition.format,
            (rendition.width, rendition.height),
        )


def test_crops_follow_the_focal_point() -> None:
    photo = upload_photo((800, 300), focal_x=0.1)
    [left] = make_now(photo, Recipe({"square": [96]}, ["jpeg"]))
    photo.focal_x = 0.9
    photo.save()
    [right] = make_now(photo, Recipe({"square": [96]}, ["jpeg"]))
    assert opened(left).getpixel((48, 48))[0] > 200
    assert opened(right).getpixel((48, 48))[2] > 200
    assert [r.file.name for r in photo.renditions.all()] == [right.file.name]


def test_what_changed_while_it_was_drawn_is_not_kept(monkeypatch) -> None:
    photo = upload_photo()
    Photo.objects.update(focal_x=0.9)
    assert make_now(photo, SMALL) == []
    assert not photo.renditions.exists()


def test_only_the_crops_drawn_are_replaced() -> None:
    photo = upload_photo()
    make_now(photo, SMALL)
    make_now(photo, Recipe({"square": [96]}, ["jpeg"]))
    assert photo.renditions.count() == 4


def test_many_are_drawn_together() -> None:
    photos = [upload_photo((400, 300)), upload_photo((420, 300))]
    assert make_many(photos, quick=True) == 12
    assert {r.format for r in Rendition.objects.all()} == {"webp", "jpeg"}


def test_a_photo_gone_meanwhile_is_no_fault() -> None:
    assert make_renditions.func(404) == 0


def test_a_finished_drawing_is_announced_after_commit(django_capture_on_commit_callbacks) -> None:
    heard = []
    listener = photo_changed.connect(lambda **said: heard.append(said["photo_id"]), weak=False)
    photo = upload_photo()
    with django_capture_on_commit_callbacks(execute=True):
        make_now(photo, SMALL)
        assert heard == []
    photo_changed.disconnect(listener)
    assert heard == [photo.pk]


@pytest.fixture
def orders(monkeypatch) -> list[tuple[int, list[str] | None]]:
    """Return what is ordered of the task worker instead of having it made."""
    ordered: list[tuple[int, list[str] | None]] = []
    monkeypatch.setattr(
        renditions,
        "enqueue_renditions",
        lambda photo, crops=None: ordered.append((photo.pk, crops)),
    )
    return ordered


def test_a_missing_crop_is_ordered_once_however_many_ask(orders) -> None:
    photo = make_photo()
    for _reader in range(5):
        enqueue_missing_crop(photo, "16x9")
    enqueue_missing_crop(photo, "no-such-crop")
    assert orders == [(photo.pk, ["16x9"])]


def test_what_no_worker_finished_is_ordered_again_for_a_day(orders) -> None:
    def came(hours: float) -> Photo:
        photo = make_photo()
        Photo.objects.filter(pk=photo.pk).update(uploaded_at=now - timedelta(hours=hours))
        return photo

    now = timezone.now()
    bare, drawn, _young, _old = came(2), came(2), came(0.1), came(30)
    Rendition.objects.create(photo=drawn, width=1, height=1, bytes=1, format="jpeg")
    Photo.objects.filter(pk=came(2).pk).update(spiked_at=now)
    for _minute in range(3):
        enqueue_unfinished(now)
    assert orders == [(bare.pk, None)]


def test_a_change_orders_every_crop_there_is(orders) -> None:
    photo = make_photo()
    Rendition.objects.create(photo=photo, crop="16x9", width=1, height=1, bytes=1, format="jpeg")
    enqueue_all_crops(photo)
    assert orders == [(photo.pk, ["16x9", "square", "whole"])]


def test_a_file_already_stored_is_not_stored_again() -> None:
    photo = upload_photo()
    first = {r.file.name for r in make_now(photo, SMALL)}
    assert {r.file.name for r in make_now(photo, SMALL)} == first
    assert len(default_storage.listdir("r/")[1]) == 3


DETAILS = {
    "creator": ["Zoë Łuk"],
    "copyright": "© Łuk",
    "web_statement": "https://rights.example/",
    "licensor": [{"name": "Agency", "url": "https://agency.example/", "email": "a@b.example"}],
    "data_mining": "DMI-PROHIBITED",
    "gps": [52.1, 4.2],
    "private": ["GPS position"],
    "caption": "Not for the file",
}


def read_by_exiftool(name: str) -> dict:
    program = ["exiftool", "-j", "-G1", "-struct", "-a", default_storage.path(name)]
    [row] = json.loads(subprocess.run(program, capture_output=True, check=True).stdout)
    return row


@needs_exiftool
def test_readers_files_carry_the_details() -> None:
    photo = upload_photo(digital_source_type="digitalCapture")
    photo.metadata = DETAILS
    photo.save()
    for rendition in make_now(photo, SMALL):
        row = read_by_exiftool(rendition.file.name)
        assert row["XMP-dc:Creator"] == ["Zoë Łuk"]
        assert row["XMP-photoshop:Credit"] == "Hand / Post"
        assert row["XMP-dc:Rights"] == "© Łuk"
        assert row["XMP-xmpRights:WebStatement"] == "https://rights.example/"
        assert row["XMP-plus:Licensor"] == [
            {"LicensorName": "Agency", "LicensorURL": "https://agency.example/"}
        ]
        assert row["XMP-plus:DataMining"] == "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"
        assert row["XMP-iptcExt:DigitalSourceType"].endswith("/digitalCapture")
        assert row["XMP-iptcCore:AltTextAccessibility"] == "a"
        if rendition.format == "jpeg":
            assert row["IPTC:By-line"] == "Zoë Łuk"
            assert row["IPTC:CopyrightNotice"] == "© Łuk"


@needs_exiftool
def test_readers_files_carry_nothing_private(tmp_path: Path) -> None:
    path = tmp_path / "private.jpg"
    Image.new("RGB", (200, 100), "teal").save(path, "JPEG", comment=b"at home")
    private = ["-GPSLatitude=52", "-GPSLatitudeRef=N", "-SerialNumber=SN77", "-OwnerName=Bob"]
    private += ["-XMP-exif:GPSLongitude=4", "-XMP-aux:SerialNumber=SN78", "-LensSerialNumber=9"]
    program = ["exiftool", "-q", "-q", "-overwrite_original", *private, str(path)]
    subprocess.run(program, check=True)
    photo = import_photo(ContentFile(path.read_bytes(), name="a.jpg"), by=None, credit="Bo")
    assert photo.metadata["private"] == ["GPS position", "owner's name", "serial number"]
    for rendition in make_now(photo, SMALL):
        said = json.dumps({**read_by_exiftool(rendition.file.name), "SourceFile": ""})
        for trace in ("GPS", "Serial", "Owner", "Bob", "at home", "SN7", "Comment"):
            assert trace not in said


def test_details_prefer_the_desks_words() -> None:
    photo = Photo(credit="Ours", alt="Seen", metadata={"credit": "Theirs", "alt": "Told"})
    assert collect_details_for_file(photo) == {"credit": "Ours", "alt": "Seen"}


def test_an_open_licence_is_named_by_its_address() -> None:
    details = collect_details_for_file(Photo(licence=Photo.Licence.CC_BY))
    assert details["web_statement"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("licence", "told", "page"),
    [
        ("cc-by", "https://creativecommons.org/licenses/by/2.0/", "the file's"),
        ("cc-by", "https://agency.example/terms", "https://creativecommons.org/licenses/by/4.0/"),
        ("agency", "https://agency.example/terms", "the file's"),
        ("", "", ""),
    ],
)
def test_the_desks_licence_comes_before_the_files(licence: str, told: str, page: str) -> None:
    photo = Photo(licence=licence, metadata={"web_statement": told})
    assert find_licence_url(photo) == page.replace("the file's", told)


def test_the_sweep_deletes_what_no_photo_has() -> None:
    photo = upload_photo()
    make_now(photo, SMALL)
    default_storage.save("r/old.jpg", ContentFile(b"x"))
    said = StringIO()
    call_command("sweep_renditions", days=0, stdout=said)
    assert said.getvalue() == "1 files deleted.\n"
    assert len(default_storage.listdir("r/")[1]) == 3


def test_the_sweep_spares_what_is_young() -> None:
    default_storage.save("r/young.jpg", ContentFile(b"x"))
    call_command("sweep_renditions", stdout=StringIO())
    assert default_storage.exists("r/young.jpg")
