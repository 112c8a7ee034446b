"""The breaking banner: on fronts, and alone for pages that fetch it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import workflow
from tests.factories import make_article, make_banner, make_live
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MAX_AGE = re.compile(r"^public, max-age=(\d+)$")


def test_fronts_hold_the_banner_and_an_article_fetches_it(client):
    story = make_live()
    make_banner("Barrier gives way", article=story.article)
    for address in ("/", "/world/", "/breaking"):
        page = on_one_line(client.get(address).content.decode())
        assert "Barrier gives way" in page
        assert f'<a href="{story.get_absolute_url()}">' in page
    article = client.get(story.get_absolute_url()).content.decode()
    assert "Barrier gives way" not in article
    assert 'data-breaking="/breaking"' in article


def test_without_a_banner_nothing_stands_there(client):
    assert client.get("/breaking").content.strip() == b""
    assert "breaking" not in client.get("/").content.decode()


def test_a_banner_is_there_from_its_beginning_until_its_end(client):
    start = timezone.now() + HOUR
    make_banner(starts_at=start, ends_at=start + HOUR)
    tick = timedelta(seconds=1)
    shown = {}
    for moment in (start - tick, start, start + HOUR - tick, start + HOUR):
        with time_machine.travel(moment, tick=False):
            shown[moment] = b"The tide is in" in client.get("/breaking").content
            assert (b"The tide is in" in client.get("/").content) is shown[moment]
    assert list(shown.values()) == [False, True, True, False]


def test_the_newest_begun_is_shown_and_the_other_after_it(client):
    now = timezone.now()
    make_banner("First", starts_at=now - HOUR, ends_at=now + 3 * HOUR)
    make_banner("Second", starts_at=now - HOUR / 2, ends_at=now + HOUR)
    assert b"Second" in client.get("/breaking").content
    with time_machine.travel(now + 2 * HOUR, tick=False):
        assert b"First" in client.get("/breaking").content


def test_a_banner_cannot_break_an_embargo(client, editor):
    at = timezone.now() + HOUR
    story = make_article("Embargoed")
    workflow.schedule(story, by=editor, at=at)
    make_banner("Too early", article=story, ends_at=at + 5 * HOUR)
    assert b"Too early" not in client.get("/breaking").content
    with time_machine.travel(at, tick=False):
        assert b"Too early" in client.get("/breaking").content


def test_a_banner_cannot_outlive_its_story(client, editor):
    story = make_live().article
    make_banner("Not so", article=story)
    assert b"Not so" in client.get("/breaking").content
    workflow.withdraw(story, by=editor, reason="It was not so.")
    assert b"Not so" not in client.get("/breaking").content
    assert b"Not so" not in client.get("/").content


@pytest.mark.parametrize(("left", "most"), [(HOUR, 30), (timedelta(seconds=10.5), 10)])
def test_nobody_keeps_it_past_its_end(client, left, most):
    now = timezone.now()
    make_banner(ends_at=now + left)
    with time_machine.travel(now, tick=False):
        response = client.get("/breaking")
    assert int(MAX_AGE.match(response.headers["Cache-Control"])[1]) == most
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_nobody_keeps_its_absence_past_its_beginning(client):
    now = timezone.now()
    make_banner(starts_at=now + timedelta(seconds=7.5), ends_at=now + HOUR)
    with time_machine.travel(now, tick=False):
        response = client.get("/breaking")
    assert int(MAX_AGE.match(response.headers["Cache-Control"])[1]) == 7


def test_the_fragment_is_always_of_now(client):
    make_banner("Now")
    at = (timezone.now() - 30 * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert b"Now" in client.get(f"/breaking?at={at}").content
    assert b"Now" not in client.get(f"/?at={at}").content


def test_a_banner_may_lead_nowhere_or_elsewhere(client):
    banner = make_banner("Look")
    assert b"<span>Look</span>" in client.get("/breaking").content
    banner.url = "https://example.org/live"
    banner.save()
    page = on_one_line(client.get("/breaking").content.decode())
    assert '<a href="https://example.org/live">Look</a>' in page
