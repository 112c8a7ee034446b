"""The demo newspaper's drawn pictures: all there, repeatable, the right size, not blank."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image

from newsroom.demo.pictures import SUBJECTS, draw, jpeg

PICTURES = [
    "barrier",
    "ferry",
    "chart-herring",
    "map-merrow",
    "rowing",
    "seagrass",
    "strait",
    "terraces",
    "theatre",
    "vote",
    "skyline-merrow",
    "night-train",
    "wind-farm",
    "market",
    "crossing",
    "library",
    "stars",
    "pitch",
    "bread",
    "court",
    "lighthouse",
    "bus",
    "chart-rents",
    "chart-tide",
    "map-strait",
    "glacier",
    "printshop",
]
PORTRAITS = [
    f"portrait-{author}"
    for author in [
        "ilse-harkwell",
        "kofi-dunmarrow",
        "bea-mirolo-pike",
        "tomas-orrinfeld",
        "nadira-selouane",
        "rolf-tansley-voss",
        "mina-castellane",
        "jonas-wray",
        "samira-alhaddad",
        "edda-lorne",
    ]
]


@cache
def small(slug):
    return draw(slug, 60)


def test_every_subject_can_be_drawn():
    assert set(SUBJECTS) == {*PICTURES, *PORTRAITS}


@pytest.mark.parametrize("slug", PICTURES + PORTRAITS)
def test_a_picture_shows_something(slug):
    picture = small(slug)
    assert picture.mode == "RGB"
    assert picture.size == ((60, 60) if slug in PORTRAITS else (60, 40))
    colours = picture.getcolors(maxcolors=60 * 60)
    assert len(colours) > 60
    assert max(count for count, _ in colours) < 0.8 * picture.width * picture.height


def test_pictures_are_all_different():
    assert len({small(slug).tobytes() for slug in PICTURES + PORTRAITS}) == len(SUBJECTS)


@pytest.mark.parametrize("slug", ["barrier", "seagrass", "library", "portrait-edda-lorne"])
def test_the_same_picture_every_time(slug):
    assert draw(slug, 60).tobytes() == small(slug).tobytes()


@pytest.mark.parametrize("size", [(120, 50), (60, 120), (1, 1)])
def test_any_shape_is_filled(size):
    assert draw("ferry", *size).size == size
    assert draw("chart-tide", *size).size == size


def test_jpeg_is_progressive_and_full_size():
    picture = Image.open(BytesIO(jpeg("portrait-ilse-harkwell")))
    assert picture.format == "JPEG"
    assert picture.size == (1000, 1000)
    assert picture.info.get("progressive")


def test_an_unknown_subject_is_an_error():
    with pytest.raises(KeyError):
        draw("unicorn")
