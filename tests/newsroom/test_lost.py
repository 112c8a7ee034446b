"""Addresses that lead nowhere: what the page offers, and what a storm of them may cost."""

from __future__ import annotations

import pytest

from articles import workflow
from newsroom import search_views
from newsroom.search_views import RateLimit
from tests.factories import a_publisher, make_live, make_outlet, make_section
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plenty(monkeypatch):
    monkeypatch.setattr(search_views, "not_found_limit", RateLimit(5, 20))


@pytest.mark.parametrize(
    "address",
    [
        "/world/2026/11/22/koningsbrugge-opens-its-lokc/",  # mistyped
        "/world/2019/01/01/koningsbrugge-opens-its-lock/",  # another day
        "/local/2026/11/22/koningsbrugge-op/",  # cut short
        "/koningsbrugge/lock/",
        "/no/such/KONINGSBRUGGE_lock.html/more/",
    ],
)
def test_the_words_of_an_address_lead_to_the_story(client, address):
    make_live("Koningsbrugge opens its lock")
    make_live("Something else altogether")
    response = client.get(address)
    assert response.status_code == 404
    page = response.content.decode()
    assert "Koningsbrugge opens its lock" in page
    assert "Something else altogether" not in page
    assert 'action="/search/"' in page


def test_it_offers_five_at_most_and_only_what_is_live(client):
    for number in range(7):
        make_live(f"Kestrel {number}")
    gone = make_live("Kestrel gone")
    workflow.withdraw(gone.article, by=a_publisher(), reason="Wrong.")
    page = client.get("/birds/kestrel/").content.decode()
    assert page.count("Kestrel ") == 5
    assert "Kestrel gone" not in page


def test_it_speaks_the_papers_language_and_names_its_sections(client):
    make_outlet(language="ar")
    make_section("local", name="Around here")
    page = client.get("/nowhere/at/all/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "Around here" in page


@pytest.mark.parametrize(
    "address",
    ["/kestrel/wp-login.php", "/wp-content/kestrel/", "/.well-known/kestrel", "/media/kestrel.jpg"]
    + ["/static/kestrel.css", "/kestrel/.env", "/a/" + "kestrel-" * 30, "/2026/11/22/"],
)
def test_what_is_no_storys_address_costs_no_search(client, monkeypatch, address):
    make_live("Kestrel")
    asked = []
    monkeypatch.setattr(search_views.index, "find_near_address", lambda *a: asked.append(a) or [])
    assert client.get(address).status_code == 404
    assert [a for a in asked if "kestrel" in a[0]] == []


def test_a_page_for_the_lost_costs_few_queries_and_one_search(client, django_assert_num_queries):
    for number in range(6):
        make_live(f"Kestrel {number}")
    with django_assert_num_queries(4):  # the paper, the search, its stories, the sections
        client.get("/birds/kestrel/")


def test_a_storm_is_answered_without_searching(client, monkeypatch):
    make_live("Kestrel")
    monkeypatch.setattr(search_views, "not_found_limit", RateLimit(0, 2))
    found = ["Kestrel" in client.get("/birds/kestrel/").content.decode() for _ in range(4)]
    assert found == [True, True, False, False]


def test_an_limit_fills_again_with_time(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(search_views, "monotonic", lambda: clock[0])
    limit = RateLimit(per_second=2, burst=2)
    assert [limit.take() for _ in range(3)] == [True, True, False]
    clock[0] += 0.5
    assert [limit.take() for _ in range(2)] == [True, False]
    clock[0] += 1000
    assert [limit.take() for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize("act", ["withdraw", "withhold"])
def test_where_a_story_is_gone_its_section_goes_on(client, act):
    other = make_section("culture")
    gone = make_live("The one that is gone")
    make_live("New in the world")
    make_live("New in culture", section=other)
    getattr(workflow, act)(gone.article, by=a_publisher(), reason="It was not so.")
    response = client.get(gone.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 410
    assert "It was not so." in page
    assert "New in the world" in page
    assert "New in culture" not in page
    assert "The one that is gone" not in page


def test_the_desk_has_no_stories_on_its_pages_of_faults(client, administrator):
    make_live("Kestrel")
    client.force_login(administrator)
    response = client.get("/admin/articles/article/99999/kestrel/")
    assert response.status_code in (302, 404)
    assert "Kestrel</a>" not in on_one_line(response.content.decode())
