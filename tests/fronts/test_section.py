"""The front of a section, and the plain pages behind it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from fronts import placing
from fronts.pages import read_ids
from fronts.slots import SECTION
from tests.factories import make_live, make_live_many, make_placement, make_section

pytestmark = pytest.mark.django_db
OLDER = re.compile(r'href="([^"]+)" rel="next"')


@pytest.fixture
def fifty() -> list:
    """Fifty stories of /world/, newest first."""
    return make_live_many(50, section=make_section("world"))


def ids_on(page) -> list[int]:
    if "front" in page.context:
        return [story.article_id for story in page.context["front"].filled.stories.values()]
    return [edition.article_id for edition in page.context["page"].rows]


def read(client, change=None) -> list[int]:
    """Read a section to its end by its own links; `change` happens after the first page."""
    address, seen = "/world/", []
    while address:
        page = client.get(address)
        seen += ids_on(page)
        found = OLDER.search(page.content.decode())
        address = found and found[1].replace("&amp;", "&")
        address = address and (address if address.startswith("/") else f"/world/{address}")
        if change:
            change()
            change = None
    return seen


def test_a_section_shows_what_was_placed_and_fills_itself(client, fifty):
    make_placement(fifty[40].article, "mid:2", fifty[0].section, headline="Ours")
    front = client.get("/world/").context["front"].filled
    assert [story.headline for story in front.mid][1] == "Ours"
    assert len(front.stories) == len(SECTION)


def test_a_placement_on_one_front_is_not_on_another(client, fifty):
    make_placement(fifty[40].article, "lead:1", fifty[0].section, headline="Only here")
    assert "Only here" in client.get("/world/").content.decode()
    assert "Only here" not in client.get("/").content.decode()


@pytest.mark.parametrize("placed", [[], [30], [2, 48, 49], [19, 20, 21], list(range(20, 40))])
def test_reading_on_repeats_and_loses_nothing(client, fifty, placed):
    for index, slot in zip(placed, SECTION, strict=False):
        make_placement(fifty[index].article, slot.key, fifty[0].section)
    seen = read(client)
    assert sorted(seen) == sorted(edition.article_id for edition in fifty)


def test_a_front_edited_while_somebody_reads_on_changes_nothing_for_them(client, fifty):
    section = fifty[0].section
    first = make_placement(fifty[45].article, "lead:1", section)

    def edit() -> None:
        placing.remove(first)
        make_placement(fifty[30].article, "lead:1", section)
        make_live("Just in", section=section, live_from=timezone.now())

    seen = read(client, edit)
    assert sorted(seen) == sorted(edition.article_id for edition in fifty)


def test_a_view_of_the_past_stays_in_the_past_when_it_goes_on(client, fifty):
    at = (timezone.now() - timedelta(minutes=7 * 10 + 3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    page = client.get(f"/world/?at={at}").content.decode()
    assert f"at={at.replace(':', '%3A')}" in OLDER.search(page)[1]


@pytest.mark.parametrize(
    ("text", "ids"),
    [("", []), ("3.4", [3, 4]), ("x.5.-1.²", [5]), ("9" * 19, []), (".".join("1" * 99), [1] * 20)],
)
def test_what_an_older_page_leaves_out_is_read_with_care(text, ids):
    assert read_ids(text) == ids


def test_a_section_with_one_story_has_it_as_its_lead(client):
    make_live("Alone")
    page = client.get("/world/")
    assert page.context["front"].filled.lead.headline == "Alone"
    assert "front--alone" in page.content.decode()


def test_an_empty_section_says_so(client):
    make_section("quiet")
    page = client.get("/quiet/").content.decode()
    assert "Nothing published here yet" in page
    assert client.get("/quiet/?before=63000000000000000-5").status_code == 200


@pytest.mark.parametrize(
    ("number", "placed"), [(30, 0), (30, 20), pytest.param(1000, 20, marks=pytest.mark.slow)]
)
def test_a_section_costs_the_same_however_much_there_is(
    client, django_assert_num_queries, number, placed
):
    stories = make_live_many(number)
    for edition in stories[:placed]:
        make_placement(edition.article, "line:1", edition.section, headline="Ours")
    with django_assert_num_queries(7):
        client.get("/world/")
