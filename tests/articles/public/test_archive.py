"""The archive by year, month and day: what is live, and cheaply."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Edition
from articles.public import archive
from tests.factories import a_publisher, make_article, make_live, make_outlet
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def past() -> None:
    """Publish on four days, twice on one of them; withdraw, retract and schedule on others."""
    make_outlet(time_zone="UTC", language="en-GB")
    for moment in (on(2019, 5, 3), on(2021, 2, 1), on(2021, 2, 1), on(2021, 2, 28), on(2021, 7, 9)):
        make_live(live_from=moment)
    by = a_publisher()
    gone = make_live(live_from=on(2021, 2, 14)).article
    workflow.withdraw(gone, by=by, reason="Wrong.")
    wrong = make_live(live_from=on(2020, 6, 6)).article
    workflow.update(wrong, by=by, change="retraction", note="Wrong.")
    workflow.schedule(make_article(), by=by, at=timezone.now() + timedelta(days=400))


def links(client, address: str, kind: str) -> list[str]:
    page = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(f'href="(/archive/{kind}/)"', page)


def test_the_archive_names_years_and_months_with_live_stories_newest_year_first(client, past):
    assert links(client, "/archive/", "[0-9]{4}") == ["/archive/2021/", "/archive/2019/"]
    months = links(client, "/archive/", "[0-9]{4}/[0-9]{2}")
    assert months == ["/archive/2021/02/", "/archive/2021/07/", "/archive/2019/05/"]


def test_a_year_links_its_days_with_live_stories_and_the_years_around(client, past):
    days = links(client, "/archive/2021/", "[0-9]{4}/[0-9]{2}/[0-9]{2}")
    assert days == ["/archive/2021/02/01/", "/archive/2021/02/28/", "/archive/2021/07/09/"]
    assert links(client, "/archive/2021/", "[0-9]{4}") == ["/archive/2019/"]
    assert links(client, "/archive/2019/", "[0-9]{4}") == ["/archive/2021/"]


def test_a_month_counts_its_live_stories_by_day(client, past):
    page = on_one_line(client.get("/archive/2021/02/").content.decode())
    squares = re.findall(r'href="(/archive/2021/02/[^"]+)".*?<b>([0-9]+)', page)
    assert squares == [("/archive/2021/02/01/", "2"), ("/archive/2021/02/28/", "1")]
    assert ">3 stories<" in page


def test_days_and_months_lead_to_the_next_that_has_something(client, past):
    assert (
        'href="/archive/2021/02/01/" rel="prev"'
        in client.get("/archive/2021/02/28/").content.decode()
    )
    assert (
        'href="/archive/2021/07/09/" rel="next"'
        in client.get("/archive/2021/02/28/").content.decode()
    )
    month = client.get("/archive/2021/02/").content.decode()
    assert 'href="/archive/2019/05/" rel="prev"' in month
    assert 'href="/archive/2021/07/" rel="next"' in month


@pytest.mark.parametrize(
    "address", ["2020", "2020/06", "2021/03", "2021/13", "2021/00", "0000", "9999", "9999/12"]
)
def test_a_year_or_month_without_live_stories_has_no_page(client, past, address):
    assert client.get(f"/archive/{address}/").status_code == 404


def test_an_empty_paper_has_an_empty_archive(client):
    response = client.get("/archive/")
    assert response.status_code == 200
    assert "No stories to show" in response.content.decode()


def test_the_archive_of_a_moment_is_as_it_was(client, past):
    then = {"at": "2020-01-01T00:00:00Z"}
    page = client.get("/archive/", then).content.decode()
    assert "/archive/2019/05/" in page
    assert "/archive/2021/02/" not in page
    assert client.get("/archive/2021/", then).status_code == 404


def test_a_paper_of_two_hundred_years_has_an_archive(client):
    make_outlet(time_zone="UTC")
    for year in (1821, 1944, 2026):
        make_live(live_from=on(year, 5, 5))
    years = links(client, "/archive/", "[0-9]{4}")
    assert years == ["/archive/2026/", "/archive/1944/", "/archive/1821/"]


def test_the_days_of_a_year_are_those_with_rows(past):
    """The walk from day to day against the plain question."""
    for rows in (Edition.objects.listed(), Edition.objects.all()):
        for year in (2018, 2019, 2020, 2021):
            plain = set(rows.filter(dated_on__year=year).values_list("dated_on", flat=True))
            assert archive.days_of_year(rows, year) == plain


@pytest.mark.slow
def test_archive_pages_cost_the_same_for_few_stories_and_many(client, django_assert_num_queries):
    for many in (1, 40):
        for number in range(many):
            make_live(live_from=on(2021, 1 + number % 12, 1 + number % 28))
        costs = {"/archive/": 5, "/archive/2021/": 5, "/archive/2021/01/": 5}
        for address, cost in costs.items():
            with django_assert_num_queries(cost):
                assert client.get(address).status_code == 200


@pytest.mark.parametrize(("language", "first"), [("en-GB", "Monday"), ("en", "Sunday")])
def test_weeks_begin_as_they_do_in_the_outlets_language(client, past, language, first):
    make_outlet(time_zone="UTC", language=language)
    page = client.get("/archive/2021/02/").content.decode()
    assert re.findall(r'<span class="hush">(\w+day)</span>', page)[0] == first


def test_a_month_is_laid_out_in_whole_weeks():
    laid_out = archive.weeks(date(2021, 2, 1), {date(2021, 2, 1): 2})
    days = [square for week in laid_out for square in week]
    assert {len(week) for week in laid_out} == {7}
    assert sum(square.is_of_month for square in days) == 28
    assert sum(square.stories for square in days) == 2
