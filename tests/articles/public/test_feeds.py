"""The feeds, in all three formats: whole stories, ids that stay, and only what is listed."""

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from lxml import etree, html

from articles import workflow
from articles.public.feeds.views import ENTRIES
from photos.models import Photo, Rendition
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_live,
    make_live_many,
    make_outlet,
    make_photo,
    make_section,
    make_source,
    make_topic,
    picture,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FORMATS = ["rss", "atom", "json"]
NS = {
    "a": "http://www.w3.org/2005/Atom",
    "c": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "m": "http://search.yahoo.com/mrss/",
}


@pytest.fixture
def rss(client):
    return lambda path="/feed.rss": etree.fromstring(client.get(path).content)


@pytest.fixture
def feed(client):
    return lambda path="/feed.json": json.loads(client.get(path).content)


def make_rendition(photo: Photo, *, width: int = 800, format: str = "jpeg") -> Rendition:
    rendition = Rendition(photo=photo, format=format, width=width, height=width // 2, bytes=1234)
    rendition.file.save(f"{photo.pk}-{width}.jpg", ContentFile(picture()), save=False)
    rendition.save()
    return rendition


@pytest.mark.parametrize("format", FORMATS)
def test_every_list_has_its_feed(client, format: str) -> None:
    make_live(
        "In all of them",
        authors=[make_author("Ann", slug="ann-ó")],
        sources=[make_source("BNR", slug="bnr")],
        topics=[make_topic("Eels", slug="eels")],
    )
    for head in ("", "world/", "authors/ann-ó/", "sources/bnr/", "topics/eels/"):
        response = client.get(f"/{head}feed.{format}")
        assert response.status_code == 200, head
        assert f"feed.{format}" in response.content.decode()
        assert "In all of them" in response.content.decode()


def test_each_says_what_it_is(client) -> None:
    make_outlet()
    types = [client.get(f"/feed.{format}")["Content-Type"].split(";")[0] for format in FORMATS]
    assert types == ["application/rss+xml", "application/atom+xml", "application/feed+json"]


@pytest.mark.parametrize("path", ["authors/nobody", "sources/none", "topics/none", "nowhere"])
def test_there_is_no_feed_of_what_is_not(client, path: str) -> None:
    assert client.get(f"/{path}/feed.rss").status_code == 404


def test_a_name_no_reader_has_met_has_no_feed(client) -> None:
    make_article(
        authors=[make_author(slug="ann")],
        sources=[make_source(slug="leak")],
        topics=[make_topic("Secret", slug="secret")],
    )
    for head in ("authors/ann", "sources/leak", "topics/secret"):
        assert client.get(f"/{head}/feed.json").status_code == 404


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_listed_is_in_no_feed(client, format: str) -> None:
    by, author = a_publisher(), make_author(slug="ann")
    make_live("Shown", authors=[author])
    make_article("Hidden draft", authors=[author])
    workflow.schedule(
        make_article("Hidden later", authors=[author]), by=by, at=timezone.now() + HOUR
    )
    withdrawn = make_live("Hidden withdrawn", authors=[author]).article
    workflow.withdraw(withdrawn, by=by, reason="Wrong.")
    retracted = make_live("Hidden retracted", authors=[author]).article
    workflow.update(retracted, by=by, change="retraction", note="Wrong.")
    for path in (f"/feed.{format}", f"/world/feed.{format}", f"/authors/ann/feed.{format}"):
        text = client.get(path).content.decode()
        assert "Shown" in text
        assert "Hidden" not in text


def test_a_guid_stays_when_the_address_changes(rss) -> None:
    article = make_live("Before").article
    [guid] = rss().xpath("//guid")
    link = rss().findtext(".//item/link")
    article.refresh_from_db()
    article.headline, article.slug = "After", "after"
    article.save()
    workflow.update(article, by=a_publisher(), change="minor")
    [again] = rss().xpath("//guid")
    assert guid.text == again.text
    assert guid.get("isPermaLink") == "false"
    assert guid.text.startswith("tag:")
    assert rss().findtext(".//item/link") != link


def test_a_minor_change_does_not_move_the_date_and_a_correction_does(feed) -> None:
    article = make_live().article
    [before] = feed()["items"]
    workflow.update(article, by=a_publisher(), change="minor")
    assert feed()["items"][0]["date_modified"] == before["date_modified"]
    workflow.update(article, by=a_publisher(), change="correction", note="It was Tuesday.")
    [after] = feed()["items"]
    assert after["date_modified"] > before["date_modified"]
    assert after["date_published"] == before["date_published"]
    assert "It was Tuesday." in after["content_html"]


def test_an_item_gives_the_whole_story_and_who_made_it(rss, feed) -> None:
    source = make_source("BNR", slug="bnr")
    make_live(
        "Fish & <ships>",
        standfirst="In a line.",
        body='<h2>More</h2><p>All <a href="/about/">of it</a>.</p>',
        authors=[make_author("Ann Writer", slug="ann"), make_author("Bob")],
        sources=[source],
        topics=[make_topic("Eels")],
    )
    item = rss().find(".//item")
    assert item.findtext("title") == "Fish & <ships>"
    assert item.findtext("description") == "In a line."
    assert [e.text for e in item.findall("dc:creator", NS)] == ["Ann Writer", "Bob"]
    assert [e.text for e in item.findall("category")] == ["World", "Eels"]
    assert parsedate_to_datetime(item.findtext("pubDate")) < timezone.now()
    content = item.findtext("c:encoded", namespaces=NS)
    assert "<h2>More</h2>" in content
    hrefs = html.fromstring(content).xpath("//@href")
    assert hrefs == ["http://localhost:8000/about/", "http://localhost:8000/sources/bnr/"]
    assert feed()["items"][0]["authors"][0] == {
        "name": "Ann Writer",
        "url": "http://localhost:8000/authors/ann/",
    }


def test_a_picture_is_given_while_its_rights_last(rss, feed) -> None:
    photo = make_photo(alt="A quay", caption="The quay.", credit="A. Hand")
    make_rendition(photo, width=480)
    widest = make_rendition(photo, width=1200)
    body = f'<p>Text.</p><figure data-photo="{photo.pk}"></figure>'
    make_live(lead_photo=photo, body=body)
    content = rss().find(".//m:content", NS)
    assert content.get("url") == f"http://localhost:8000{widest.file.url}"
    assert content.get("width") == "1200"
    assert feed()["items"][0]["image"] == content.get("url")
    assert feed()["items"][0]["content_html"].count("<img") == 2
    assert "The quay. (A. Hand)" in feed()["items"][0]["content_html"]
    Photo.objects.update(rights_until=timezone.now() - HOUR)
    assert rss().find(".//m:content", NS) is None
    for gone in (PurePosixPath(widest.file.name).name, "The quay", "<figure", "A quay"):
        assert gone not in json.dumps(feed())


def test_a_link_to_our_own_story_follows_it_and_goes_with_it(feed) -> None:
    other = make_live("Another", live_from=timezone.now() - 9 * HOUR)
    make_live("One", body=f'<p><a data-article="{other.article_id}">that story</a></p>')
    assert f'href="http://localhost:8000/{other.path}"' in feed()["items"][0]["content_html"]
    workflow.withdraw(other.article, by=a_publisher(), reason="Wrong.")
    assert other.path not in feed()["items"][0]["content_html"]
    assert "that story" in feed()["items"][0]["content_html"]


def test_a_right_to_left_story_says_so(feed) -> None:
    make_live("إضراب", language="ar", body="<p>الميناء</p>")
    [item] = feed()["items"]
    assert item["language"] == "ar"
    assert item["url"].isascii()
    assert item["content_html"].startswith('<div lang="ar" dir="rtl">')


def test_sponsored_stories_are_labelled(feed) -> None:
    make_live("Buy this", kind="sponsored")
    [item] = feed()["items"]
    assert "Sponsored" in item["tags"]
    assert "<p><em>Sponsored</em></p>" in item["content_html"]


def test_a_category_stands_once(feed) -> None:
    """JSON Feed's schema wants tags unique; the section Opinion holds opinion."""
    make_live(kind="opinion", section=make_section("opinion"), topics=[make_topic("Eels")])
    assert feed()["items"][0]["tags"] == ["Opinion", "Eels"]


def test_signs_that_xml_cannot_hold_are_dropped(rss) -> None:
    make_live("A\x0bB", body="<p>C\x0cD</p>")
    assert rss().findtext(".//item/title") == "AB"


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_feed_is_a_feed(client, format: str) -> None:
    make_section("quiet")
    assert client.get(f"/quiet/feed.{format}").status_code == 200


def test_it_is_the_newest_thirty_in_order(feed) -> None:
    editions = make_live_many(ENTRIES + 3)
    ids = [int(item["id"].rpartition("/")[2]) for item in feed()["items"]]
    assert ids == [edition.article_id for edition in editions[:ENTRIES]]


# --- asking again --------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_who_has_it_already_is_told_so(client, format: str) -> None:
    make_live()
    path = f"/feed.{format}"
    first = client.get(path)
    etag, modified = first["ETag"], first["Last-Modified"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": modified}).status_code == 304
    make_live(live_from=timezone.now() - timedelta(minutes=5))
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": modified}).status_code == 200


def test_a_withdrawal_is_news_to_who_asks_by_date(client) -> None:
    make_live("Stays", live_from=timezone.now() - 3 * HOUR)
    article = make_live("Goes", live_from=timezone.now() - 2 * HOUR).article
    modified = client.get("/feed.rss")["Last-Modified"]
    workflow.withdraw(article, by=a_publisher(), reason="Wrong.")
    answer = client.get("/feed.rss", headers={"If-Modified-Since": modified})
    assert answer.status_code == 200
    assert "Goes" not in answer.content.decode()


def test_words_withheld_change_the_etag(client) -> None:
    make_live("Stays")
    article = make_live("Goes").article
    etag = client.get("/feed.rss")["ETag"]
    workflow.withhold(article, by=a_publisher(), reason="A court order.")
    assert client.get("/feed.rss", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", ["/feed.rss", "/authors/ann/feed.atom", "/topics/eels/feed.json"])
def test_a_feed_asks_as_much_for_thirty_stories_as_for_two(
    client,
    path: str,
    django_assert_max_num_queries,
) -> None:
    photo = make_photo()
    make_rendition(photo)
    common = {
        "authors": [make_author(slug="ann")],
        "topics": [make_topic("Eels", slug="eels")],
        "sources": [make_source()],
        "lead_photo": photo,
    }
    for number in (2, 40):
        make_live_many(number, **common)
        with django_assert_max_num_queries(9):
            client.get(path)
