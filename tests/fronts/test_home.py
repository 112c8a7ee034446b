"""The home page, drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from tests.factories import make_article, make_live, make_live_many, make_outlet, make_section

pytestmark = pytest.mark.django_db


def test_a_paper_without_stories_looks_intended(client):
    make_outlet(name="The Tide", about="We print at high water.")
    response = client.get("/")
    assert response.status_code == 200
    assert "The first edition is being set" in response.content.decode()
    assert "We print at high water." in response.content.decode()


def test_a_site_without_an_outlet_still_answers(client):
    assert client.get("/").status_code == 200


def test_the_home_page_shows_live_stories_and_nothing_else(client, editor):
    live = make_live("Live story")
    make_article("Draft story")
    workflow.schedule(
        make_article("Scheduled story"), by=editor, at=timezone.now() + timedelta(hours=1)
    )
    page = client.get("/").content.decode()
    assert live.headline in page
    assert "Draft story" not in page
    assert "Scheduled story" not in page


def test_columns_name_their_writer(client):
    section = make_section("opinion")
    for number in range(12):
        make_live(f"News {number}")
    make_live(
        "I think so", section=section, kind="opinion", live_from=timezone.now() - timedelta(days=9)
    )
    page = client.get("/").content.decode()
    assert "voice--faceless" in page
    assert "I think so" in page


@pytest.mark.parametrize("number", [10, 1000])
def test_the_home_page_costs_the_same_for_ten_stories_and_a_thousand(
    client, django_assert_num_queries, number
):
    make_live_many(number)
    make_section("local")
    with django_assert_num_queries(6):
        client.get("/")


def test_own_accents_come_as_a_style_sheet(client):
    assert "/face.css" not in client.get("/").content.decode()
    make_outlet(accent="#123456", accent_dark="#abcdef")
    assert "/face.css" in client.get("/").content.decode()
    response = client.get("/face.css")
    assert response["Content-Type"].startswith("text/css")
    assert "light-dark(#123456,#abcdef)" in response.content.decode()
