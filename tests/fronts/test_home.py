"""The home page, drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from articles import workflow
from fronts import placing
from fronts.models import Placement
from tests.factories import (
    make_article,
    make_banner,
    make_live,
    make_live_many,
    make_outlet,
    make_photo,
    make_placement,
    make_section,
    picture,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_a_paper_without_stories_looks_intended(client):
    make_outlet(name="The Tide", about="We print at high water.")
    response = client.get("/")
    assert response.status_code == 200
    assert "Nothing published yet" in response.content.decode()
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


@pytest.mark.parametrize(
    ("number", "placed"), [(20, 0), (20, 20), pytest.param(1000, 20, marks=pytest.mark.slow)]
)
def test_the_home_page_costs_the_same_however_much_there_is(
    client, django_assert_num_queries, number, placed
):
    stories = make_live_many(number)
    make_section("local")
    for edition in stories[:placed]:
        make_placement(edition.article, "rail:1", headline=f"Ours {edition.article_id}")
    make_banner(article=stories[0].article)
    with django_assert_num_queries(10):
        client.get("/")


def test_a_placed_story_leads_in_its_own_words(client):
    old = make_live("Old story", live_from=timezone.now() - timedelta(days=90))
    for number in range(12):
        make_live(f"News {number}")
    make_placement(old.article, headline="In our words", standfirst="And more of them.")
    front = client.get("/").context["front"].filled
    assert front.lead.article_id == old.article_id
    page = client.get("/").content.decode()
    assert "In our words" in page
    assert "And more of them." in page
    assert "Old story" not in page


def test_a_picture_of_the_slots_own_is_drawn_with_its_own_alt_text(client):
    story = make_live("Bare")
    photo = make_photo("Ours", alt="A heron on a bollard")
    make_placement(story.article, photo=photo)
    assert "A heron on a bollard" not in client.get("/").content.decode()
    rendition = photo.renditions.create(format="jpeg", width=800, height=500, bytes=1)
    rendition.file.save("heron.jpg", ContentFile(picture()))
    assert "A heron on a bollard" in client.get("/").content.decode()
    photo.rights_until = timezone.now()
    photo.save()
    assert "A heron on a bollard" not in client.get("/").content.decode()


def test_a_placed_story_falls_out_when_it_is_withdrawn_and_who_waits_moves_up(client, editor):
    first, second, plain = make_live("First"), make_live("Second"), make_live("Plain")
    make_placement(first.article)
    make_placement(second.article)
    lead = lambda: client.get("/").context["front"].filled.lead.article_id  # noqa: E731
    assert lead() == second.article_id
    workflow.withdraw(second.article, by=editor, reason="It was not so.")
    assert lead() == first.article_id
    workflow.update(first.article, by=editor, change="retraction", note="Nor was this.")
    assert lead() == plain.article_id


def test_a_placement_ends_by_itself(client):
    story, other = make_live("Placed"), make_live("Newer", live_from=timezone.now())
    end = timezone.now() + timedelta(hours=1)
    make_placement(story.article, ends_at=end)
    for moment, lead in ((end - SECOND, story), (end, other)):
        with time_machine.travel(moment, tick=False):
            assert client.get("/").context["front"].filled.lead.article_id == lead.article_id


def test_a_view_of_the_past_has_the_placements_of_that_moment(client, editor):
    start = timezone.now()
    story = make_live("Placed", live_from=start - 3 * HOUR)
    make_live("Newer", live_from=start - HOUR)
    with time_machine.travel(start, tick=False):
        placement = make_placement(story.article, headline="Then")
    with time_machine.travel(start + HOUR, tick=False):
        placing.alter(placement, by=editor, headline="Later")
    with time_machine.travel(start + 2 * HOUR, tick=False):
        placing.remove(Placement.objects.in_force(start + 2 * HOUR).get())
    leads = []
    with time_machine.travel(start + 3 * HOUR, tick=False):
        for hours in (-0.5, 0.5, 1.5, 2.5):
            at = (start + hours * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
            leads.append(client.get(f"/?at={at}").context["front"].filled.lead.headline)
    assert leads == ["Newer", "Then", "Later", "Newer"]


def test_own_accents_come_as_a_style_sheet(client):
    assert "/face.css" not in client.get("/").content.decode()
    make_outlet(accent="#123456", accent_dark="#abcdef")
    assert "/face.css" in client.get("/").content.decode()
    response = client.get("/face.css")
    assert response["Content-Type"].startswith("text/css")
    assert "light-dark(#123456,#abcdef)" in response.content.decode()
