"""What pages say of themselves to machines, in schema.org's words."""

from __future__ import annotations

import json
import re

import pytest

from articles import workflow
from articles.models import Article
from photos.models import Rendition
from tests.factories import make_author, make_live, make_outlet, make_photo, make_source, make_topic
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def described(client, path: str) -> dict[str, dict]:
    """Return the things a page describes, by type."""
    page = client.get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return {thing["@type"]: thing for thing in map(json.loads, found)}


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("news", "NewsArticle"),
        ("report", "ReportageNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("feature", "NewsArticle"),
        ("explainer", "BackgroundNewsArticle"),
        ("interview", "NewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("sponsored", "AdvertiserContentArticle"),
    ],
)
def test_a_story_is_described_by_its_kind(client, kind, type):
    assert kind in Article.Kind.values
    edition = make_live(kind=kind, dateline="Almaty")
    story = described(client, edition.get_absolute_url())[type]
    assert story["image"][0].startswith("http://testserver/share/")
    assert ("dateline" in story) is (kind != "sponsored")


def test_a_photo_is_described_with_its_details(client):
    photo = make_photo(licence="cc-by", digital_source_type="trainedAlgorithmicMedia")
    for crop, height in (("whole", 800), ("square", 1200)):
        Rendition.objects.create(
            photo=photo,
            crop=crop,
            format="jpeg",
            width=1200,
            height=height,
            file="r/c.jpg",
            bytes=9,
        )
    edition = make_live(lead_photo=photo)
    page = client.get(edition.get_absolute_url()).content.decode()
    images = described(client, edition.get_absolute_url())["NewsArticle"]["image"]
    assert [image["height"] for image in images] == [800, 1200]
    assert images[0]["creditText"] == "A. Hand / The Test Post"
    assert images[0]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert images[0]["digitalSourceType"].endswith("/TrainedAlgorithmicMediaDigitalSource")
    assert "AI-generated image" in page


def test_a_correction_is_described(client, editor):
    edition = make_live()
    workflow.update(edition.article, by=editor, change="correction", note="It was four.")
    story = described(client, edition.get_absolute_url())["NewsArticle"]
    assert [each["text"] for each in story["correction"]] == ["It was four."]
    assert story["dateModified"] > story["datePublished"]


def test_pages_say_where_they_stand_to_readers_and_machines(client):
    author, source, topic = make_author("Ann"), make_source("BNR"), make_topic("Eels")
    edition = make_live("A story", authors=[author], sources=[source], topics=[topic])
    for path, last in (
        (edition.get_absolute_url(), "A story"),
        (author.get_absolute_url(), "Ann"),
        (source.get_absolute_url(), "BNR"),
        (topic.get_absolute_url(), "Eels"),
        ("/world/", "World"),
    ):
        steps = described(client, path)["BreadcrumbList"]["itemListElement"]
        assert steps[0]["item"] == "http://testserver/"
        assert steps[-1]["name"] == last
        assert steps[-1]["item"] == f"http://testserver{path}"
    page = on_one_line(client.get(edition.get_absolute_url()).content.decode())
    crumbs = re.search(r'<nav class="crumbs.*?</nav>', page)[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["/", "/world/"]


def test_an_author_is_described(client):
    author = make_author("Ann", role="Reporter", expertise=["Eels"], languages=["nl"])
    make_live(authors=[author])
    person = described(client, author.get_absolute_url())["ProfilePage"]["mainEntity"]
    assert person["name"] == "Ann"
    assert person["jobTitle"] == "Reporter"
    assert person["knowsAbout"] == ["Eels"]
    assert person["worksFor"]["name"]


def test_the_paper_is_described_with_the_statements_it_has_made(client):
    make_outlet(name="The Tide", ethics="We say where facts come from.", corrections_policy="")
    paper = described(client, "/")["NewsMediaOrganization"]
    assert paper["name"] == "The Tide"
    assert paper["ethicsPolicy"] == "http://testserver/about/#ethics"
    assert "correctionsPolicy" not in paper
    assert described(client, "/")["WebSite"]["url"] == "http://testserver/"
    assert 'id="ethics"' in client.get("/about/").content.decode()
