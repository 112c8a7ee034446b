"""Lists of stories for readers: sections, authors, sources, topics, days; page by page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from articles import workflow
from tests.factories import (
    make_author,
    make_live,
    make_live_many,
    make_outlet,
    make_photo,
    make_section,
    make_source,
    make_topic,
)
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db

ADDRESSED = re.compile(r'<h[23][^>]*><a href="(/[^"]+)">')


def stories_on(response) -> list[str]:
    """Return the addresses of the stories a page lists, each once, in order."""
    return list(dict.fromkeys(ADDRESSED.findall(on_one_line(response.content.decode()))))


def walk(client, address: str) -> list[list[str]]:
    """Follow “Older” to the end and return each page's stories."""
    pages, query = [], ""
    while query is not None:
        response = client.get(address + query)
        pages.append(stories_on(response))
        page = on_one_line(response.content.decode())
        older = re.search(r'href="[^"?]*(\?[^"]*)" rel="next"', page)
        query = older[1].replace("&amp;", "&") if older else None
    return pages


def test_paging_shows_every_story_once_newest_first(client):
    editions = make_live_many(45)
    pages = walk(client, "/world/")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [path for page in pages for path in page] == [e.get_absolute_url() for e in editions]


def test_paging_is_sound_when_stories_share_a_moment(client):
    editions = make_live_many(45, every=timedelta(0))
    pages = walk(client, "/world/")
    assert len({path for page in pages for path in page}) == len(editions)


@pytest.mark.parametrize("cursor", ["x", "1-2-3", "-1", "9" * 40 + "-1", "٣-٣", "%00"])
def test_a_bad_cursor_shows_the_first_page(client, cursor):
    make_live_many(3)
    assert len(stories_on(client.get(f"/world/?before={cursor}"))) == 3


def test_each_list_holds_its_own_stories(client):
    author, source, topic = make_author(), make_source(), make_topic("Eels")
    mine = make_live("Mine", authors=[author], sources=[source], topics=[topic])
    make_live("Another’s")
    for owner in (author, source, topic):
        assert stories_on(client.get(owner.get_absolute_url())) == [mine.get_absolute_url()]


def test_a_story_under_an_older_edition_is_not_listed_where_it_has_left(client, editor):
    topic = make_topic("Eels")
    edition = make_live(topics=[topic, make_topic("Weirs")])
    edition.article.tagged_topics.filter(tag=topic).delete()
    workflow.update(edition.article, by=editor, change="minor")
    assert client.get(topic.get_absolute_url()).status_code == 404


def test_a_retracted_story_leaves_the_lists_and_its_source_keeps_its_page(client, editor):
    source = make_source("Weir board")
    edition = make_live(sources=[source])
    workflow.update(edition.article, by=editor, change="retraction", note="Wrong.")
    response = client.get(source.get_absolute_url())
    assert response.status_code == 200
    assert "No stories to show" in response.content.decode()


@pytest.mark.parametrize("make", [make_author, make_source, make_topic])
def test_names_that_no_live_story_bears_have_no_page(client, make):
    assert client.get(make("Secret Name").get_absolute_url()).status_code == 404


def test_an_author_looked_at_by_a_staff_manager_has_a_page_before_the_first_story(client):
    author = make_author("New Hand", checked_at=timezone.now())
    response = client.get(author.get_absolute_url())
    assert response.status_code == 200
    assert "New Hand" in response.content.decode()


def test_an_empty_section_says_so_kindly(client):
    make_section("local")
    response = client.get("/local/")
    assert response.status_code == 200
    assert "Nothing published here yet" in response.content.decode()


def test_the_archive_day_is_the_outlets_day(client):
    make_outlet(time_zone="Pacific/Auckland")
    late = datetime(2026, 3, 4, 23, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    edition = make_live("Late on Wednesday", live_from=late)
    assert stories_on(client.get("/archive/2026/03/04/")) == [edition.get_absolute_url()]
    assert stories_on(client.get("/archive/2026/03/05/")) == []


def test_a_day_to_come_has_no_archive(client):
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert client.get(f"/archive/{tomorrow:%Y/%m/%d}/").status_code == 404
    assert client.get("/archive/2026/02/30/").status_code == 404
    assert client.get("/archive/0001/01/01/").status_code == 200


def test_trust_notes_are_for_the_desk_only(client):
    source = make_source("Weir board", trust_notes="Lied to us in May.")
    make_live(sources=[source])
    assert "Lied to us" not in client.get(source.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [10, pytest.param(1000, marks=pytest.mark.slow)])
def test_lists_cost_the_same_for_ten_stories_and_a_thousand(
    client, django_assert_num_queries, number
):
    photo, source, topic = make_photo(), make_source(), make_topic("Eels")
    author = make_author(portrait=photo)
    editions = make_live_many(
        number, authors=[author], sources=[source], topics=[topic], lead_photo=photo
    )
    day = editions[0].dated_on
    costs = {
        "/world/": 8,
        author.get_absolute_url(): 7,
        source.get_absolute_url(): 6,
        topic.get_absolute_url(): 6,
        f"/archive/{day:%Y/%m/%d}/": 6,
    }
    for address, cost in costs.items():
        with django_assert_num_queries(cost):
            assert client.get(address).status_code == 200
