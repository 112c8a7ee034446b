"""What machines ask of the whole site: robots, health, the record."""

from datetime import UTC, date, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from articles import record
from articles.models import RecordedDay
from newsroom.machine_views import DAYS
from tests.factories import make_live


@pytest.mark.django_db
def test_robots_keeps_crawlers_from_the_desk_and_names_the_sitemaps(client, settings) -> None:  # noqa: ANN001
    settings.ROBOTS_DISALLOW = ["/admin/", "/search/", "/elsewhere/"]
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


@pytest.mark.django_db
def test_health_asks_the_database_one_question(client, django_assert_num_queries) -> None:  # noqa: ANN001
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_without_its_database_it_is_not_well(client, monkeypatch) -> None:  # noqa: ANN001
    def gone() -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": False}


@pytest.mark.django_db
def test_the_record_shows_closed_days_and_the_one_still_open(client) -> None:  # noqa: ANN001
    edition = make_live()
    today = edition.recorded_at.astimezone(UTC).date()
    assert client.get("/record.json").json()["days"] == []
    [line] = record.roll_days(timezone.now() + timedelta(days=2))
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
def test_the_record_goes_on_from_a_day(client) -> None:  # noqa: ANN001
    first = date(2026, 1, 1)
    RecordedDay.objects.bulk_create(
        RecordedDay(day=first + timedelta(days=n), stories=1, sha=f"{n:064x}")
        for n in range(DAYS + 5)
    )
    page = client.get("/record.json").json()
    assert len(page["days"]) == DAYS
    assert page["days"][0]["day"] == "2026-04-15"
    rest = client.get(page["next"]).json()
    assert [line["day"] for line in rest["days"]][::-1] == [
        (first + timedelta(days=n)).isoformat() for n in range(5)
    ]
    assert "next" not in rest


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["", "yesterday", "2026-02-30", "\0", "9" * 50])
def test_a_day_that_is_none_shows_the_first_page(client, before: str) -> None:  # noqa: ANN001
    RecordedDay.objects.create(day=date(2026, 1, 1), stories=1, sha="a" * 64)
    assert len(client.get("/record.json", {"before": before}).json()["days"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/record.json", "/sitemap.xml"])
def test_machines_get_no_cookie_and_may_not_post(client, path: str) -> None:  # noqa: ANN001
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(path).status_code == 405
