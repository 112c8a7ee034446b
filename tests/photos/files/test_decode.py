"""A file is judged by what it holds, in a child that may neither grow nor dawdle."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from photos.files import decode
from photos.files.decode import FileRefused, NotAPicture, inspect_file
from tests.factories import picture

TAKES = "The photo library accepts JPEG, PNG, WebP, AVIF, GIF and TIFF images."

# Slow: each test sends pictures to children of their own.
pytestmark = pytest.mark.slow


@pytest.fixture
def put(tmp_path: Path):
    """Return a function that puts bytes into a file and gives its path."""

    def _put(content: bytes, name: str = "upload") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return _put


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
def test_every_kind_the_library_takes_is_known_by_its_content(put, kind: str) -> None:
    answer = inspect_file(put(picture(60, 40, format=kind), "holiday.txt"), "holiday.txt")
    assert (answer["format"], answer["width"], answer["height"]) == (kind, 60, 40)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.jpg", b'<?xml version="1.0"?><svg xmlns="x"/>', "is an SVG drawing."),
        ("logo.png", '<svg onload="x()">'.encode("utf-16"), "is an SVG drawing."),
        ("page.jpg", b"<!DOCTYPE html><p>Hello", "is a web page."),
        ("scan.jpg", b"%PDF-1.7\n", "is a PDF document."),
        ("poster.jpg", b"8BPS\x00\x01", "is a Photoshop document."),
        ("phone.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00", "is a HEIC image."),
        ("clip.jpg", b"\x00\x00\x00\x18ftypisom\x00\x00", "is a video."),
        ("letter.jpg", b"Dear desk, here are the pictures.", "is plain text, not an image."),
        ("noise.jpg", bytes(range(256)) * 4, "is not an image."),
        ("screen.jpg", picture(format="BMP"), "is a BMP image."),
    ],
)
def test_what_is_no_picture_is_refused_by_name(put, name, content, words) -> None:
    with pytest.raises(NotAPicture) as refusal:
        inspect_file(put(content), name)
    assert str(refusal.value) == f"“{name}” {words} {TAKES}"


def test_an_empty_file_is_refused(put) -> None:
    with pytest.raises(NotAPicture, match="“a.jpg” is empty."):
        inspect_file(put(b""), "a.jpg")


def test_a_truncated_picture_is_refused(put) -> None:
    whole = picture(400, 300)
    with pytest.raises(FileRefused, match="“a.jpg” is a JPEG image that cannot be read"):
        inspect_file(put(whole[: len(whole) // 2]), "a.jpg")


def test_damage_after_the_header_of_a_png_is_found(put) -> None:
    content = bytearray(picture(60, 40, format="PNG"))
    content[content.index(b"IDAT") + 6] ^= 0xFF
    with pytest.raises(FileRefused, match="a PNG image that cannot be read"):
        inspect_file(put(bytes(content)), "a.png")


def test_too_many_bytes_are_refused_unread(put, monkeypatch) -> None:
    monkeypatch.setattr(decode, "MAX_BYTES", 100)
    monkeypatch.setattr(decode, "_run_child", lambda *args, **kwargs: pytest.fail("was read"))
    with pytest.raises(
        FileRefused, match="“a.jpg” is 1 MB. The photo library accepts images of up to"
    ):
        inspect_file(put(picture()), "a.jpg")


def test_a_bomb_is_refused_by_its_header(put) -> None:
    content = bytearray(picture(60, 40, format="PNG"))
    content[16:24] = (20_000).to_bytes(4) + (20_000).to_bytes(4)
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    with pytest.raises(FileRefused) as refusal:
        inspect_file(put(bytes(content)), "bomb.png")
    sentence = "“bomb.png” is 20000 × 20000 pixels. The limit is 100 megapixels."
    assert str(refusal.value) == sentence


def test_a_picture_that_needs_too_much_memory_is_refused(put, monkeypatch) -> None:
    monkeypatch.setattr(decode, "MEMORY", 8 * decode.MEGABYTE)
    with pytest.raises(FileRefused, match="needs too much memory to read"):
        inspect_file(put(picture(3000, 3000, format="PNG")), "a.png")


def test_a_picture_that_takes_too_long_is_refused(put, monkeypatch) -> None:
    monkeypatch.setattr(decode, "SECONDS_TO_INSPECT", 0.01)
    with pytest.raises(FileRefused, match="takes too long to read"):
        inspect_file(put(picture()), "a.jpg")


def test_a_child_that_dies_is_a_refusal(put, monkeypatch) -> None:
    dead = subprocess.CompletedProcess([], -11, b"", b"")
    monkeypatch.setattr(decode.subprocess, "run", lambda *args, **kwargs: dead)
    with pytest.raises(FileRefused, match="It may be damaged, or of an unusual type"):
        inspect_file(put(picture()), "a.jpg")


def test_sixty_five_megapixels_of_jpeg_are_taken_within_the_limits(put) -> None:
    path = put(b"")
    Image.new("RGB", (9300, 7000), "teal").save(path, "JPEG", quality=50)
    assert inspect_file(path, "big.jpg")["width"] == 9300


def test_the_size_is_that_of_the_upright_picture(put, tmp_path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40)).save(tmp_path / "lying.jpg", exif=exif)
    answer = inspect_file(tmp_path / "lying.jpg", "lying.jpg")
    assert (answer["width"], answer["height"]) == (40, 60)


def test_the_child_starts_without_django() -> None:
    program = "import photos.files.child, sys; print([m for m in sys.modules if 'django' in m])"
    child = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, cwd=decode.HOME, check=True
    )
    assert child.stdout.strip() == b"[]"
