"""A photo whose rights end leaves every page at that moment, with no job; the past stays shut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Edition
from photos.models import Photo, Rendition
from tests.factories import (
    make_author,
    make_live,
    make_outlet,
    make_photo,
    make_placement,
    make_section,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
FILE = re.compile(r"/media/r/rights\w+")


@dataclass
class Paper:
    """A story that leads with a photo and has another in its text, a face, a front's own."""

    ends: datetime
    edition: Edition
    addresses: list[str]


def with_sizes(name: str, ends: datetime) -> Photo:
    photo = make_photo(rights_until=ends)
    Rendition.objects.bulk_create(
        Rendition(
            photo=photo,
            crop=crop,
            format=kind,
            width=800,
            height=800,
            bytes=1,
            file=f"r/rights{name}{crop}.{kind}",
        )
        for crop in ("whole", "square", "16x9", "4x3")
        for kind in ("avif", "webp", "jpeg")
    )
    return photo


@pytest.fixture
def paper() -> Paper:
    make_outlet(time_zone="UTC")
    ends = timezone.now() + 2 * HOUR
    lead, within, face, front = (with_sizes(n, ends) for n in ("lead", "body", "face", "front"))
    author = make_author("Ada Public", portrait=face)
    edition = make_live(
        "A story with pictures",
        lead_photo=lead,
        body=f'<p>Words.</p><figure data-photo="{within.pk}"></figure>',
        authors=[author],
        section=make_section("world"),
    )
    placed = make_live("Placed with a picture of the front's own", section=make_section("world"))
    make_placement(placed.article, "lead:1", photo=front)
    feeds = [f"{path}feed.{kind}" for path in ("/", "/world/") for kind in ("rss", "atom", "json")]
    story = edition.get_absolute_url()
    places = ["/", "/world/", author.get_absolute_url(), "/search/?q=pictures", *feeds]
    places += ["/news-sitemap.xml", f"/oembed?url=http://testserver{story}"]
    return Paper(ends, edition, [story, *places])


def files_on(address: str) -> set[str]:
    """Name the files of photos that a page names, in whatever element."""
    response = Client().get(address)
    assert response.status_code == 200, address
    return set(FILE.findall(response.content.decode()))


def test_until_the_moment_the_pictures_are_there(paper: Paper) -> None:
    with time_machine.travel(paper.ends - SECOND, tick=False):
        shown = {address: files_on(address) for address in paper.addresses}
    story = " ".join(shown[paper.addresses[0]])
    for name in ("lead", "body", "face"):
        assert f"rights{name}" in story
    assert "rightsfront" in " ".join(shown["/"])
    for address in ("/", "/world/", "/feed.rss", "/feed.json", "/world/feed.atom"):
        assert "rightslead" in " ".join(shown[address]), address


def test_at_the_moment_they_are_gone_from_every_page(paper: Paper) -> None:
    with time_machine.travel(paper.ends, tick=False):
        shown = {address: files_on(address) for address in paper.addresses}
    assert {address: files for address, files in shown.items() if files} == {}


def test_what_others_show_of_the_story_changes_at_that_moment(paper: Paper) -> None:
    def shared() -> str:
        html = Client().get(paper.edition.get_absolute_url()).content.decode()
        [address] = re.findall(r'property="og:image" content="([^"]+)"', html)
        return address

    with time_machine.travel(paper.ends - SECOND, tick=False):
        assert "/media/r/rightslead" in shared()
    with time_machine.travel(paper.ends, tick=False):
        assert "/media/" not in shared()


def test_a_view_of_the_past_does_not_bring_them_back(paper: Paper) -> None:
    asked = quote((paper.ends - HOUR).isoformat())
    addresses = [paper.edition.get_absolute_url(), "/", "/world/", "/feed.rss"]
    past = [f"{address}?at={asked}" for address in addresses]
    with time_machine.travel(paper.ends - SECOND, tick=False):
        assert files_on(past[0])
    with time_machine.travel(paper.ends + HOUR, tick=False):
        assert [files_on(address) for address in past] == [set()] * 4


def test_rights_that_are_longer_again_bring_the_picture_back(paper: Paper) -> None:
    Photo.objects.update(rights_until=paper.ends + HOUR)
    with time_machine.travel(paper.ends, tick=False):
        assert files_on(paper.edition.get_absolute_url())


@pytest.mark.parametrize(
    ("making", "told"),
    [("trainedAlgorithmicMedia", True), ("compositeSynthetic", True), ("digitalCapture", False)],
)
def test_readers_are_told_of_generated_pictures_wherever_they_stand(
    paper: Paper, making: str, told: bool
) -> None:
    Photo.objects.update(digital_source_type=making)
    label = '<b class="label">AI-generated image</b>'
    counted = {
        address: Client().get(address).content.decode().count(label)
        for address in (paper.edition.get_absolute_url(), "/", "/world/")
    }
    assert [count >= least for count, least in zip(counted.values(), (2, 2, 1), strict=True)] == [
        told
    ] * 3
