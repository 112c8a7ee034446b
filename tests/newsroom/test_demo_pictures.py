"""The demo paper's pictures: a file for each photo of the paper, large enough and not blank."""

import re
from functools import cache

import pytest
from PIL import Image

from newsroom.demo import content
from photos.renditions import CROPS

PHOTOS = [row["slug"] for row in content.read_paper()["photos"]]
PORTRAITS = [row["portrait"] for row in content.read_paper()["authors"]]
MOST_BYTES = 5_000_000


@cache
def small(slug):
    """Return the picture read whole and reduced, so that it is compared quickly."""
    with Image.open(content.find_picture(slug)) as picture:
        return picture.resize((60, 60) if slug in PORTRAITS else (60, 40))


def test_every_photo_of_the_paper_has_its_file_and_no_file_is_left_over():
    folder = content.find_picture("any").parent
    assert {path.name for path in folder.iterdir()} == {f"{slug}.webp" for slug in PHOTOS}


def test_every_story_finds_the_pictures_that_it_names():
    stories = content.read_stories()
    leads = {story.metadata["photo"] for story in stories} - {""}
    inside = {slug for story in stories for slug in re.findall(r"!\[\[([\w-]+)\]\]", story.text)}
    assert len(leads) > 20 and leads <= set(PHOTOS)
    assert len(inside) > 3 and inside <= set(PHOTOS)


def test_every_author_has_a_portrait():
    assert len(set(PORTRAITS)) == 10 and set(PORTRAITS) <= set(PHOTOS)


@pytest.mark.parametrize("slug", PHOTOS)
def test_a_picture_is_as_large_as_its_widest_rendition(slug):
    with Image.open(content.find_picture(slug)) as picture:
        assert (picture.format, picture.mode) == ("WEBP", "RGB")
        assert picture.size == ((1000, 1000) if slug in PORTRAITS else (1800, 1200))
        widest = CROPS["square" if slug in PORTRAITS else "whole"].widths[-1]
        assert picture.width >= widest


@pytest.mark.parametrize("slug", PHOTOS)
def test_a_picture_shows_something(slug):
    picture = small(slug)
    colours = picture.getcolors(maxcolors=60 * 60)
    assert len(colours) > 60
    assert max(count for count, _ in colours) < 0.8 * picture.width * picture.height


def test_pictures_are_all_different():
    assert len({small(slug).tobytes() for slug in PHOTOS}) == len(PHOTOS)


def test_all_pictures_together_are_light_to_clone():
    assert sum(content.find_picture(slug).stat().st_size for slug in PHOTOS) <= MOST_BYTES
