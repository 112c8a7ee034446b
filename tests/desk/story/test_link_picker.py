"""Linking to our own stories: what the editor is offered, and to whom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_article, make_live, make_live_many

pytestmark = pytest.mark.django_db


def offered(client, **query) -> list[dict]:
    answer = client.get(reverse("admin:story_links"), query)
    assert answer.status_code == 200
    return answer.json()["stories"]


def test_a_story_is_found_by_words_by_number_and_by_its_address(desk) -> None:
    edition = make_live("Low water at the quay")
    make_live("Another matter")
    expected = [
        {
            "id": str(edition.article_id),
            "headline": "Low water at the quay",
            "note": f"Live · {timezone.localtime(edition.first_live_at):%-d %B %Y}",
        }
    ]
    assert offered(desk, q="quay low") == expected
    assert offered(desk, id=edition.article_id) == expected
    assert (
        offered(desk, q=f"http://testserver{edition.get_absolute_url()}?utm_source=x") == expected
    )
    assert len(offered(desk)) == 2


@pytest.mark.parametrize(
    "asked", ["http://testserver/", "http://[", "https://elsewhere.example/a/"]
)
def test_an_address_that_is_no_storys_finds_none(desk, asked: str) -> None:
    make_live("Low water at the quay")
    assert offered(desk, q=asked) == []


def test_a_contributor_is_offered_what_readers_have_in_readers_words(client, contributor) -> None:
    live = make_live("Known to all").article
    live.headline = "Not yet known"
    live.save()
    make_article("A draft of somebody else's")
    mine = make_article("A draft of my own", created_by=contributor)
    client.force_login(contributor)
    assert {(each["id"], each["headline"]) for each in offered(client)} == {
        (str(live.pk), "Known to all"),
        (str(mine.pk), "A draft of my own"),
    }


def test_what_lies_in_the_trash_is_not_offered(desk) -> None:
    make_article("Thrown away", spiked_at=timezone.now())
    assert offered(desk, q="thrown") == []


def test_the_number_of_queries_does_not_grow(desk, django_assert_num_queries) -> None:
    make_live("One story")
    offered(desk)
    with CaptureQueriesContext(connection) as few:
        assert len(offered(desk)) == 1
    make_live_many(30)
    with django_assert_num_queries(len(few)):
        assert len(offered(desk)) == 10
