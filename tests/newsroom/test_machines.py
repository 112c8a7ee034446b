"""What machines ask of the whole site: robots, health, the record."""

from datetime import UTC, date, timedelta

import pytest
from django.utils import timezone

from articles.editions import hash_chain
from articles.models import RecordedDay
from newsroom.machine_views import DAYS_PER_PAGE
from tests.factories import make_live


@pytest.mark.django_db
def test_robots_keeps_crawlers_from_the_desk_and_names_the_sitemaps(client, settings) -> None:
    settings.ROBOTS_DISALLOW = ["/admin/", "/search/", "/elsewhere/"]
    settings.ROBOTS_TRAINERS = []
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /elsewhere/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
        "Sitemap: http://testserver/news-sitemap.xml",
    ]


def test_health_asks_no_database(client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_the_record_shows_closed_days_and_the_one_still_open(client) -> None:
    edition = make_live()
    today = edition.recorded_at.astimezone(UTC).date()
    assert client.get("/record.json").json()["days"] == []
    [line] = hash_chain.close_days(timezone.now() + timedelta(days=2))
    shown = client.get("/record.json").json()
    assert shown["days"] == [
        {"day": today.isoformat(), "stories": 1, "previous_sha": "", "sha": line.sha}
    ]
    assert shown["open"] == {
        "day": timezone.now().astimezone(UTC).date().isoformat(),
        "is_open": True,
    }
    assert "SHA-256" in shown["algorithm"]
    assert "next" not in shown


@pytest.mark.django_db
def test_the_record_goes_on_from_a_day(client) -> None:
    first = date(2026, 1, 1)
    RecordedDay.objects.bulk_create(
        RecordedDay(day=first + timedelta(days=n), stories=1, sha=f"{n:064x}")
        for n in range(DAYS_PER_PAGE + 5)
    )
    page = client.get("/record.json").json()
    assert len(page["days"]) == DAYS_PER_PAGE
    assert page["days"][0]["day"] == "2026-04-15"
    rest = client.get(page["next"]).json()
    assert [line["day"] for line in rest["days"]][::-1] == [
        (first + timedelta(days=n)).isoformat() for n in range(5)
    ]
    assert "next" not in rest


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["", "yesterday", "2026-02-30", "\0", "9" * 50])
def test_a_day_that_is_none_shows_the_first_page(client, before: str) -> None:
    RecordedDay.objects.create(day=date(2026, 1, 1), stories=1, sha="a" * 64)
    assert len(client.get("/record.json", {"before": before}).json()["days"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/record.json", "/sitemap.xml"])
def test_machines_get_no_cookie_and_may_not_post(client, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_terms_for_machines_are_where_machines_look(client):
    page = client.get("/").content.decode()
    assert '<link rel="license" type="application/rsl+xml" href="/license.xml">' in page
    licence = client.get("/license.xml")
    assert licence["Content-Type"] == "application/rsl+xml"
    assert '<prohibits type="usage">ai-train</prohibits>' in licence.content.decode()
    assert client.get("/.well-known/tdmrep.json").json() == [
        {"location": "/", "tdm-reservation": 1}
    ]
    robots = client.get("/robots.txt").content.decode()
    assert "User-agent: GPTBot" in robots
    assert "License:" not in robots


@pytest.mark.django_db
def test_terms_stand_in_robots_too_where_the_outlet_wants_it(client, settings):
    settings.ROBOTS_TERMS = True
    settings.AI_POLICY_URL = "https://paper.example/terms/"
    robots = client.get("/robots.txt").content.decode()
    assert "Content-Usage: train-ai=n" in robots
    assert "License: http://testserver/license.xml" in robots
    assert client.get("/.well-known/tdmrep.json").json()[0]["tdm-policy"].endswith("/terms/")
    assert "https://paper.example/terms/" in client.get("/license.xml").content.decode()


@pytest.mark.django_db
def test_a_paper_that_prohibits_nothing_says_nothing(client, settings):
    settings.AI_PROHIBITED = []
    assert client.get("/license.xml").status_code == 404
    assert 'rel="license"' not in client.get("/").content.decode()
    assert "GPTBot" not in client.get("/robots.txt").content.decode()
    assert client.get("/.well-known/tdmrep.json").json()[0]["tdm-reservation"] == 0
