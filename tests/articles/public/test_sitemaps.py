"""Sitemaps list what readers have, with true dates, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from articles import workflow
from articles.models import Change, Edition
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_live,
    make_live_many,
    make_outlet,
    make_section,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


@pytest.fixture
def read(client):
    def fetch(path: str) -> etree._Element:
        response = client.get(path)
        assert response.status_code == 200, path
        assert response["Content-Type"].startswith("application/xml")
        return etree.fromstring(response.content)

    return fetch


def locs(tree: etree._Element) -> list[str]:
    return [e.text.removeprefix("http://testserver") for e in tree.findall(".//s:loc", NS)]


def month_of(edition: Edition) -> str:
    return f"/sitemap-{edition.dated_on:%Y-%m}.xml"


def test_the_index_names_the_months_that_have_stories(read) -> None:
    make_outlet()
    for when in (datetime(2019, 3, 5, tzinfo=UTC), datetime(2019, 6, 5, tzinfo=UTC)):
        make_live(live_from=when)
    assert locs(read("/sitemap.xml")) == [
        "/sitemap-pages.xml",
        "/sitemap-2019-06.xml",
        "/sitemap-2019-03.xml",
    ]


def test_the_index_says_when_readers_were_last_told_of_a_change(read, editor) -> None:
    early, late = datetime(2019, 3, 5, tzinfo=UTC), datetime(2019, 6, 5, tzinfo=UTC)
    corrected, touched = (make_live(live_from=when).article for when in (early, late))
    for article, change, note in (
        (corrected, Change.CORRECTION, "The year was wrong."),
        (touched, Change.MINOR, ""),
    ):
        workflow.update(article, by=editor, change=change, note=note)
    told = corrected.editions.latest("number").live_from.replace(microsecond=0)
    lastmods = read("/sitemap.xml").findall(".//s:lastmod", NS)
    stamps = [datetime.fromisoformat(each.text) for each in lastmods]
    assert stamps == [told, late, told]


def test_a_month_is_the_outlets(read) -> None:
    """In Amsterdam it is April already."""
    make_outlet(time_zone="Europe/Amsterdam")
    edition = make_live(live_from=datetime(2019, 3, 31, 22, 30, tzinfo=UTC))
    assert edition.dated_on == date(2019, 4, 1)
    assert locs(read("/sitemap.xml"))[1:] == ["/sitemap-2019-04.xml"]
    assert locs(read("/sitemap-2019-04.xml")) == [f"/{edition.path}"]


def test_everything_the_index_names_is_there(read) -> None:
    make_live()
    for path in locs(read("/sitemap.xml")):
        assert locs(read(path))


def test_a_paper_without_stories_has_sitemaps_too(read, client) -> None:
    assert locs(read("/sitemap.xml")) == ["/sitemap-pages.xml"]
    assert locs(read("/sitemap-pages.xml")) == ["/"]
    assert locs(read("/news-sitemap.xml")) == ["/"]
    for path in ("/sitemap-2019-04.xml", "/sitemap-2019-13.xml", "/sitemap-0000-01.xml"):
        assert client.get(path).status_code == 404


def test_a_date_moves_with_a_correction_and_not_with_a_minor_change(read) -> None:
    edition = make_live()
    lastmod = read(month_of(edition)).findtext(".//s:lastmod", namespaces=NS)
    assert datetime.fromisoformat(lastmod) == edition.live_from.replace(microsecond=0)
    workflow.update(edition.article, by=a_publisher(), change="minor")
    assert read(month_of(edition)).findtext(".//s:lastmod", namespaces=NS) == lastmod
    workflow.update(edition.article, by=a_publisher(), change="correction", note="Tuesday.")
    assert read(month_of(edition)).findtext(".//s:lastmod", namespaces=NS) > lastmod


def test_what_is_not_listed_is_in_no_sitemap(client) -> None:
    by, section = a_publisher(), make_section("hidden-section")
    kept = {
        "section": section,
        "authors": [make_author(slug="hidden-author")],
        "topics": [make_topic("Hidden", slug="hidden-topic")],
        "sources": [make_source(slug="hidden-source")],
    }
    shown = make_live("Shown")
    make_article("Hidden draft", **kept)
    workflow.schedule(make_article("Hidden later", **kept), by=by, at=timezone.now() + HOUR)
    workflow.withdraw(make_live("Hidden withdrawn", **kept).article, by=by, reason="Wrong.")
    retracted = make_live("Hidden retracted", **kept).article
    workflow.update(retracted, by=by, change="retraction", note="Wrong.")
    for path in ("/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml", month_of(shown)):
        text = client.get(path).content.decode().lower()
        assert "hidden" not in text, path
    assert "shown" in client.get(month_of(shown)).content.decode()


def test_lists_with_a_live_story_are_named(read) -> None:
    make_section("empty")
    make_live(
        section=make_section("world"),
        authors=[make_author(slug="ann-ó")],
        topics=[make_topic("Eels", slug="eels")],
        sources=[make_source(slug="bnr")],
    )
    assert locs(read("/sitemap-pages.xml")) == [
        "/",
        "/world/",
        "/authors/ann-%C3%B3/",
        "/topics/eels/",
        "/sources/bnr/",
    ]


def test_news_is_of_two_days_and_not_for_sale(read) -> None:
    make_outlet(name="Fish & Chips", language="zh-Hant")
    make_live("Old news", live_from=timezone.now() - 49 * HOUR)
    make_live("Advertisement", kind="sponsored")
    new = make_live("News of <today>", live_from=timezone.now() - 47 * HOUR)
    tree = read("/news-sitemap.xml")
    assert locs(tree) == [f"/{new.path}"]
    assert tree.findtext(".//n:title", namespaces=NS) == "News of <today>"
    assert tree.findtext(".//n:name", namespaces=NS) == "Fish & Chips"
    assert tree.findtext(".//n:language", namespaces=NS) == "zh-tw"
    published = datetime.fromisoformat(tree.findtext(".//n:publication_date", namespaces=NS))
    assert published == new.first_live_at.replace(microsecond=0)


@pytest.mark.parametrize(
    "path", ["/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml", "/sitemap-2024-01.xml"]
)
def test_a_sitemap_asks_as_much_for_many_stories_as_for_one(
    client,
    path: str,
    django_assert_max_num_queries,
) -> None:
    make_live(live_from=datetime(2024, 1, 5, tzinfo=UTC))
    for number in (1, 60):
        make_live_many(number, every=timedelta(days=7))
        with django_assert_max_num_queries(6):
            client.get(path)
