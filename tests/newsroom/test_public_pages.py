"""What holds for every reader's page: anonymity, the frame, views of the past, errors."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from articles import workflow
from tests.factories import (
    make_author,
    make_live,
    make_live_many,
    make_outlet,
    make_section,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper() -> list[str]:
    """Return the address of one page of each kind."""
    author, source, topic = make_author("Ann"), make_source("BNR"), make_topic("Eels")
    edition = make_live(authors=[author], sources=[source], topics=[topic])
    return [
        "/",
        "/world/",
        edition.get_absolute_url(),
        author.get_absolute_url(),
        source.get_absolute_url(),
        topic.get_absolute_url(),
        f"/archive/{edition.dated_on:%Y/%m/%d}/",
    ]


def test_readers_are_anonymous(client, paper):
    for address in [*paper, "/no-such-section/", "/face.css"]:
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.headers.get("Vary", ""), address


def test_an_editor_sees_the_page_everyone_sees(client, paper, editor):
    for address in paper:
        anonymous = client.get(address).content
        client.force_login(editor)
        assert client.get(address).content == anonymous, address
        client.logout()


def test_pages_carry_no_inline_style_no_nonce_and_only_the_script_the_policy_names(client, paper):
    for address in paper:
        response = client.get(address)
        page = response.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        policy = response.headers["Content-Security-Policy"]
        inline_scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        assert inline_scripts
        for inline in inline_scripts:
            digest = b64encode(sha256(inline.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
        assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script [^>]*>", page))
        assert "nonce-" not in policy


def test_pages_with_feeds_say_where_they_are(client, paper):
    for address in paper[:-1]:
        page = client.get(address).content.decode()
        feeds = re.findall(
            r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)">', page
        )
        assert [feed.rpartition(".")[2] for feed in feeds] == ["rss", "atom", "json"], address
        assert all(client.get(feed).status_code == 200 for feed in feeds)


def test_every_page_has_a_title_a_language_and_one_first_heading(client, paper):
    for address in paper:
        page = client.get(address).content.decode()
        assert page.count("<h1") == 1, address
        assert '<html lang="en-GB" dir="ltr">' in page
        assert "<title></title>" not in page
        assert "9999" not in page


def test_the_interface_takes_the_outlets_direction(client):
    make_outlet(language="ar")
    assert '<html lang="ar" dir="rtl">' in client.get("/").content.decode()


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(client):
    make_section("world")
    response = client.get("/world")
    assert (response.status_code, response["Location"]) == (301, "/world/")


def test_a_section_in_another_script_has_its_page(client):
    make_section("новости")
    assert client.get("/новости/").status_code == 200


def test_a_missing_page_keeps_the_papers_frame(client):
    make_outlet(name="The Tide")
    response = client.get("/nowhere/at/all/")
    assert response.status_code == 404
    assert "The Tide" in response.content.decode()


def test_a_page_of_the_past_says_so_and_is_kept_by_nobody(client):
    edition = make_live(live_from=timezone.now() - timedelta(days=3))
    moment = timezone.now() - timedelta(days=1)
    for address in ("/", "/world/", edition.get_absolute_url()):
        response = client.get(address, {"at": moment.isoformat()})
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "As readers saw it on" in response.content.decode()


def test_the_past_shows_the_text_of_then_and_no_story_of_now(client, editor):
    edition = make_live("Before", live_from=timezone.now() - timedelta(days=3))
    make_live("Newer story")
    article = edition.article
    article.headline = "After"
    article.save()
    workflow.update(article, by=editor, change="minor")
    then = (timezone.now() - timedelta(days=1)).isoformat()
    page = client.get("/", {"at": then}).content.decode()
    assert "Before" in page
    assert "After" not in page
    assert "Newer story" not in page


def test_what_has_been_withdrawn_since_is_left_out_of_the_past(client, editor):
    author = make_author("Ann", checked_at=timezone.now())
    edition = make_live(
        "Gone since", authors=[author], live_from=timezone.now() - timedelta(days=3)
    )
    then = {"at": (timezone.now() - timedelta(days=1)).isoformat()}
    surfaces = ["/", "/world/", author.get_absolute_url()]
    assert all("Gone since" in client.get(each, then).content.decode() for each in surfaces)
    workflow.withdraw(edition.article, by=editor, reason="It was wrong.")
    assert not any("Gone since" in client.get(each, then).content.decode() for each in surfaces)
    assert client.get(edition.get_absolute_url(), then).status_code == 410


@pytest.mark.parametrize("asked", ["", "yesterday", "2999-01-01T00:00", "2026-02-30", "9" * 30])
def test_a_moment_that_is_none_or_not_past_is_ignored(client, asked):
    make_live("Today’s story")
    response = client.get("/", {"at": asked})
    assert "no-store" not in response.headers["Cache-Control"]
    assert "Today’s story" in response.content.decode()


def test_paging_through_the_past_stays_in_the_past(client):
    make_live_many(30, every=timedelta(hours=1))
    then = (timezone.now() - timedelta(hours=3)).isoformat()
    page = client.get("/world/", {"at": then}).content.decode()
    assert "?at=" in page
    assert "&amp;before=" in page


def test_a_browser_asks_after_a_page_and_gets_it_again_only_when_it_has_changed(client, paper):
    for address in paper:
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        known = {"If-None-Match": first.headers["ETag"]}
        assert client.get(address, headers=known).status_code == 304, address
    make_live("Something new", section=make_section("world"))
    front = client.get("/", headers=known)
    assert front.status_code == 200
    assert "Something new" in front.content.decode()


def test_a_page_that_is_missing_is_asked_for_again(client):
    assert client.get("/no-such-section/").headers["Cache-Control"].endswith("must-revalidate")


def test_the_desk_is_kept_by_nobody(client, editor):
    client.force_login(editor)
    assert "no-store" in client.get("/admin/").headers["Cache-Control"]
