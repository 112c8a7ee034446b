"""Every file of other people's torture collections: accepted if Pillow can, else refused in words.

Slow: a child or two for each of some 380 files.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from photos.files.decode import HOME, FileRefused
from photos.models import Photo
from photos.renditions import Recipe, make_now
from tests.factories import import_photo

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# What Pillow by itself makes of a file: whether it decodes within the limits, and how it looks,
# upright and on white; no look for colours that a profile or a depth must explain first.
ORACLE = """
import json, sys
from PIL import Image, ImageOps
Image.MAX_IMAGE_PIXELS = None
try:
    im = Image.open(sys.argv[1], formats=("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"))
    assert im.width * im.height <= 100_000_000
    im.load()
except Exception:
    print("{}")
    raise SystemExit
plain = im.mode in ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr")
plain = plain and not im.info.get("icc_profile")
look = None
if plain:
    im = ImageOps.exif_transpose(im)
    if im.has_transparency_data:
        im = im.convert("RGBA")
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
    small = im.convert("RGB").resize((6, 6), Image.Resampling.BOX)
    look = [small.getpixel((x, y)) for y in range(6) for x in range(6)]
print(json.dumps({"size": im.size, "look": look}))
"""
# The longest a check may take. Far below it on an idle machine; the limit is the child's.
SECONDS = 5.0


def oracle(path: Path) -> dict:
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ORACLE, str(path)], capture_output=True, cwd=HOME
    )
    return json.loads(child.stdout or "{}")


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def try_import(path: Path) -> tuple[Photo | None, str, float]:
    """Take a file in as the form does; return the photo or the sentence, and the seconds."""
    began = time.monotonic()
    content = ContentFile(path.read_bytes(), name=path.name)
    try:
        photo, sentence = import_photo(content, by=None), ""
    except FileRefused as refused:
        photo, sentence = None, str(refused)
    return photo, sentence, time.monotonic() - began


def looks_like(photo: Photo, look: list[list[int]]) -> bool:
    """Compare a rendition, shrunk to 36 fields, with Pillow's own view of the file."""
    [rendition] = make_now(photo, Recipe({"whole": [320]}, ["webp"]))
    with Image.open(rendition.file.open()) as image:
        small = image.convert("RGB").resize((6, 6), Image.Resampling.BOX)
    drawn = [small.getpixel((x, y)) for y in range(6) for x in range(6)]
    pairs = zip(chain(*drawn), chain(*look), strict=True)
    return sum(abs(ours - theirs) for ours, theirs in pairs) / (3 * len(look)) < 8


@pytest.mark.parametrize("collection", ["img-torture", "c2pa-public"])
def test_what_pillow_decodes_is_accepted_and_looks_right(shared: Path, collection: str) -> None:
    outcome: Counter[str] = Counter()
    wrong = []
    for path in files_in(shared / "samples" / collection):
        photo, sentence, seconds = try_import(path)
        told = oracle(path)
        outcome["accepted" if photo else "refused"] += 1
        if bool(photo) != bool(told) or (photo is None and not sentence.endswith(".")):
            wrong.append(f"{path.name}: {sentence or 'accepted'}")
        if seconds > SECONDS:
            wrong.append(f"{path.name} took {seconds:.1f} s")
        if photo and told.get("look"):
            if [photo.width, photo.height] != told["size"]:
                wrong.append(f"{path.name} is {photo.width} × {photo.height}")
            # In a picture of a few pixels nothing survives but its size.
            if min(told["size"]) >= 32 and not looks_like(photo, told["look"]):
                wrong.append(f"{path.name} looks wrong")
    print(collection, dict(outcome))
    assert wrong == []
    assert outcome["accepted"] > 5


def test_every_drawing_is_refused_as_a_drawing(shared: Path) -> None:
    refusals: Counter[str] = Counter()
    for path in files_in(shared / "samples" / "svg-hostile"):
        photo, sentence, seconds = try_import(path)
        assert photo is None, path.name
        assert seconds < SECONDS
        if path.suffix == ".svg":
            refusals[sentence.replace(path.name, "x")] += 1
    print(dict(refusals))
    library = "The photo library accepts JPEG, PNG, WebP, AVIF, GIF and TIFF images."
    assert set(refusals) <= {f"“x” is an SVG drawing. {library}", "“x” is empty."}
    assert sum(refusals.values()) > 20


def test_a_hundred_megapixels_of_png_are_taken_and_drawn(tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    Image.radial_gradient("L").resize((10_000, 10_000)).convert("RGB").save(path, compress_level=1)
    photo, sentence, _seconds = try_import(path)
    assert sentence == ""
    made = make_now(photo, Recipe({"whole": [1600]}, ["webp"]))
    assert [(r.width, r.height) for r in made] == [(1600, 1600)]
