"""Fronts and banners at the desk: who may place, what the board shows, what is refused and how."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Section
from fronts import placing
from fronts.models import Banner, Front, Placement
from tests.factories import (
    make_article,
    make_banner,
    make_front,
    make_live,
    make_outlet,
    make_placement,
    make_section,
    make_user,
)
from vocabulary.spans import FOREVER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ADD = "admin:fronts_placement_add"


def board(front: Front | None = None) -> str:
    return reverse("admin:fronts_front_change", args=[(front or make_front()).pk])


def local(at) -> str:
    return f"{timezone.localtime(at, timezone.get_default_timezone()):%Y-%m-%dT%H:%M}"


def fields(article, **changes) -> dict:
    wanted = {"article": article.pk, "place": "lead:1", "starts_at": "", "ends_at": ""}
    return {**wanted, "headline": "", "standfirst": "", "photo": "", **changes}


def add(client, article, **changes):
    return client.post(f"{reverse(ADD)}?front={make_front().pk}", fields(article, **changes))


@pytest.fixture
def at_desk(client, editor):
    make_outlet(time_zone="UTC")
    client.force_login(editor)
    return client


# --- who may


@pytest.mark.parametrize(
    ("group", "places"),
    [
        ("Contributors", False),
        ("Reporters", False),
        ("Editors", True),
        ("Photo desk", False),
        ("Staff managers", False),
        ("Administrators", False),
    ],
)
def test_who_may_place_and_announce(client, roles, group, places):
    story = make_live()
    placed = make_placement(make_live().article)
    client.force_login(make_user("somebody", group))
    add(client, story.article)
    assert Placement.objects.filter(article=story.article).exists() is places
    client.post(board(), {"action": f"remove:{placed.pk}"})
    assert Placement.objects.get(pk=placed.pk).is_in_force(timezone.now()) is not places
    end = local(timezone.now() + HOUR)
    client.post(reverse("admin:fronts_banner_add"), {"text": "Mine", "ends_at": end})
    assert Banner.objects.exists() is places


def test_nobody_deletes_a_front_but_it_goes_with_its_section(client, administrator):
    Front.objects.complete()
    section = make_section("short-lived")
    front = make_front(section)
    client.force_login(administrator)
    there = reverse("admin:fronts_front_delete", args=[front.pk])
    assert client.post(there, {"post": "yes"}).status_code == 403
    there = reverse("admin:articles_section_delete", args=[section.pk])
    client.post(there, {"post": "yes"})
    assert not Section.objects.filter(pk=section.pk).exists()
    assert not Front.objects.filter(pk=front.pk).exists()


# --- the board


def test_every_section_has_a_front_in_the_list(at_desk):
    make_section("sport")
    page = at_desk.get(reverse("admin:fronts_front_changelist")).content.decode()
    assert "Home page" in page
    assert "Sport" in page
    assert ">automatic<" in page


def test_the_board_shows_each_place_in_order_placed_or_filling_itself(at_desk):
    placed, latest = make_live("Placed story"), make_live("Latest story")
    make_placement(placed.article, headline="Ours")
    page = at_desk.get(board())
    rows = page.context["board"].rows
    assert [row.slot.key for row in rows] == [slot.key for slot in make_front().slots]
    assert [row.story and row.story.article_id for row in rows[:3]] == [
        placed.article_id,
        latest.article_id,
        None,
    ]
    assert [bool(row.placement) for row in rows[:3]] == [True, False, False]
    assert "custom headline<" in page.content.decode()


def test_the_board_says_who_waits_and_why(at_desk, editor):
    gone, behind, twice, coming = (make_live(name) for name in ("Gone", "Behind", "Twice", "Soon"))
    make_placement(gone.article, "mid:1")
    workflow.withdraw(gone.article, by=editor, reason="It was not so.")
    make_placement(behind.article)
    make_placement(twice.article, "rail:1")
    make_placement(twice.article)
    make_placement(coming.article, starts_at=timezone.now() + HOUR)
    found = at_desk.get(board()).context["board"]
    why = {(each.placement.article.headline, each.reason) for each in found.waiting}
    assert why == {
        ("Gone", "This story is not live."),
        ("Behind", "A newer placement has this slot. This one returns when that ends."),
        ("Twice", "The story has a newer placement."),
    }
    assert [each.placement.article.headline for each in found.coming] == ["Soon"]


def test_the_board_warns_of_words_that_a_correction_may_have_overtaken(at_desk, editor):
    story = make_live()
    make_placement(story.article, headline="Eleven minutes")
    assert not at_desk.get(board()).context["board"].rows[0].is_outdated
    workflow.update(story.article, by=editor, change="correction", note="Ten minutes.")
    assert at_desk.get(board()).context["board"].rows[0].is_outdated


def test_a_story_is_moved_and_taken_off_with_a_button(at_desk):
    placed = make_placement(make_live("A story").article)
    data = {"action": f"move:{placed.pk}", f"to-{placed.pk}": "rail:2"}
    page = at_desk.post(board(), data, follow=True).content.decode()
    assert "“A story” moved to: Just published, 2." in page
    moved = Placement.objects.in_force(timezone.now()).get()
    page = at_desk.post(board(), {"action": f"remove:{moved.pk}"}, follow=True).content.decode()
    assert "“A story” removed." in page
    assert not Placement.objects.in_force(timezone.now()).exists()


@pytest.mark.parametrize("act", ["", "remove:", "remove:999", "move:²", "burn:1", "move:x"])
def test_a_button_that_makes_no_sense_changes_nothing(at_desk, act):
    placed = make_placement(make_live().article)
    assert at_desk.post(board(), {"action": act}).status_code == 302
    assert Placement.objects.get() == placed


def test_a_placement_of_another_front_is_not_touched(at_desk):
    placed = make_placement(make_live().article, "lead:1", make_section("world"))
    at_desk.post(board(), {"action": f"remove:{placed.pk}"})
    assert Placement.objects.get().is_in_force(timezone.now())


def test_the_board_costs_the_same_however_much_is_placed(at_desk, django_assert_max_num_queries):
    for _ in range(12):
        make_placement(make_live().article, "rail:1", headline="Ours")
    with django_assert_max_num_queries(21):
        at_desk.get(board())


# --- the form


def test_the_form_offers_an_end_a_day_on_and_what_the_link_named(at_desk):
    story = make_live("Named by the link")
    link = f"{reverse(ADD)}?front={make_front().pk}&place=rail:2&article={story.article_id}"
    page = at_desk.get(link).content.decode()
    assert "Named by the link" in page
    assert '<option value="rail:2" selected>' in page
    form = at_desk.get(link).context["adminform"].form
    assert 23 * HOUR < form["ends_at"].initial - timezone.now() < 26 * HOUR


def test_times_are_those_of_the_outlet(at_desk):
    make_outlet(time_zone="Asia/Tokyo")
    start = (timezone.now() + 24 * HOUR).replace(hour=3, minute=0, second=0, microsecond=0)
    add(at_desk, make_live().article, starts_at=f"{start + 9 * HOUR:%Y-%m-%dT%H:%M}")
    assert Placement.objects.get().starts_at == start


def test_an_end_left_empty_is_no_end(at_desk, editor):
    response = add(at_desk, make_live("A story").article, headline="Ours")
    placement = Placement.objects.get()
    assert (placement.ends_at, placement.headline) == (FOREVER, "Ours")
    assert placement.placed_by == editor
    assert response.headers["Location"] == board()


def test_a_story_that_will_have_readers_can_be_placed_and_a_draft_cannot(at_desk, editor):
    draft, soon = make_article("Only a draft"), make_article("Soon there")
    workflow.schedule(soon, by=editor, at=timezone.now() + HOUR)
    add(at_desk, soon)
    assert Placement.objects.get().article == soon
    page = add(at_desk, draft).content.decode()
    assert "This story is neither live nor scheduled." in page
    assert Placement.objects.count() == 1


def test_the_search_for_a_story_offers_only_those_with_readers(at_desk, editor):
    make_article("Quay draft")
    make_live("Quay live")
    workflow.schedule(make_article("Quay soon"), by=editor, at=timezone.now() + HOUR)
    gone = make_live("Quay gone")
    workflow.withdraw(gone.article, by=editor, reason="It was not so.")
    asked = {"app_label": "fronts", "model_name": "placement", "field_name": "article"}
    for wanted in (asked, {**asked, "model_name": "banner"}):
        found = at_desk.get(reverse("admin:autocomplete"), {**wanted, "term": "Quay"}).json()
        assert {row["text"] for row in found["results"]} == {"Quay live", "Quay soon"}


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (None, -HOUR, "The end is in the past, so readers would never see it."),
        (3 * HOUR, 2 * HOUR, "The end must be after the start."),
    ],
)
def test_times_that_make_no_sense_are_refused_at_the_field(at_desk, start, end, sentence):
    now = timezone.now()
    times = {"starts_at": local(now + start) if start else "", "ends_at": local(now + end)}
    response = add(at_desk, make_live().article, **times)
    assert response.context["adminform"].form.errors["ends_at"] == [sentence]
    assert not Placement.objects.exists()


def test_what_has_begun_is_changed_by_another_row_and_keeps_its_beginning(at_desk):
    placed = make_placement(make_live().article)
    there = reverse("admin:fronts_placement_change", args=[placed.pk])
    page = at_desk.get(there)
    assert "starts_at" not in page.context["adminform"].form.fields
    data = fields(placed.article, headline="Better", place="rail:1")
    assert at_desk.post(there, data).headers["Location"] == board()
    now = Placement.objects.in_force(timezone.now()).get()
    assert (now.headline, now.place.key) == ("Better", "rail:1")
    assert Placement.objects.count() == 2


def test_a_form_of_what_somebody_took_off_says_so(at_desk):
    placed = make_placement(make_live().article)
    there = reverse("admin:fronts_placement_change", args=[placed.pk])
    placing.remove(placed)
    page = at_desk.post(there, fields(placed.article), follow=True)
    assert "doesn’t exist, or you don’t have access to it." in page.content.decode()
    assert Placement.objects.count() == 1


def test_a_place_without_a_front_is_not_found(at_desk):
    for query in ("?front=", "?front=9999", "?front=²"):
        assert at_desk.get(reverse(ADD) + query).status_code == 404


# --- the banner


def announce(client, **changes):
    wanted = {"text": "The tide is in", "article": "", "url": "", "starts_at": ""}
    end = local(timezone.now() + 2 * HOUR)
    return client.post(reverse("admin:fronts_banner_add"), {**wanted, "ends_at": end, **changes})


def test_a_banner_is_set_and_readers_have_it(at_desk, editor):
    announce(at_desk)
    assert Banner.objects.get().placed_by == editor
    assert "The tide is in" in at_desk.get("/").content.decode()
    page = at_desk.get(reverse("admin:fronts_banner_changelist")).content.decode()
    assert ">live</span>" in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends_at": ""}, "ends_at", "This field is required."),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at", "The end must be after the start."),
        ({"url": "javascript:alert(1)"}, "url", "Enter a URL that starts with https://"),
        ({"url": "//evil.example"}, "url", "Enter a URL that starts with https://"),
        ({"text": ""}, "text", "This field is required."),
    ],
)
def test_a_banner_that_makes_no_sense_is_refused_at_the_field(at_desk, changes, field, sentence):
    errors = announce(at_desk, **changes).context["adminform"].form.errors
    assert errors[field][0].startswith(sentence)
    assert not Banner.objects.exists()


def test_a_banner_leads_to_a_story_or_to_a_page_and_not_to_both(at_desk):
    story = make_live().article
    errors = announce(at_desk, article=story.pk, url="/about/").context["adminform"].form.errors
    assert errors == {"url": ["The banner already links to a story. Leave one of the two blank."]}


def test_what_readers_have_seen_is_not_rewritten_but_taken_down(at_desk):
    banner = make_banner("As seen")
    there = reverse("admin:fronts_banner_change", args=[banner.pk])
    end = timezone.now() - HOUR
    at_desk.post(there, {"text": "Rewritten", "ends_at": local(end)})
    banner.refresh_from_db()
    assert banner.text == "As seen"
    assert banner.ends_at > end + HOUR / 2
    assert "As seen" not in at_desk.get("/").content.decode()
    assert at_desk.post(there, {"ends_at": local(end + 9 * HOUR)}).status_code == 403
    at_desk.post(reverse("admin:fronts_banner_delete", args=[banner.pk]), {"post": "yes"})
    assert Banner.objects.exists()


def test_banners_are_taken_down_from_the_list(at_desk):
    banner = make_banner()
    data = {"action": "remove_now", "_selected_action": [banner.pk]}
    at_desk.post(reverse("admin:fronts_banner_changelist"), data)
    assert not Banner.objects.in_force(timezone.now()).exists()


# --- from the story


def test_a_live_story_leads_to_its_places_on_the_home_page_and_on_its_section(at_desk):
    story = make_live().article
    page = at_desk.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    for where, front in (
        ("?", Front.objects.filter(section=None)),
        (f"?section={story.section_id}&amp;", Front.objects.filter(section=story.section_id)),
    ):
        link = f"{reverse(ADD)}{where}article={story.pk}"
        assert f'href="{link}"' in page
        form = at_desk.get(link.replace("&amp;", "&"))
        assert form.context["front"] == front.get()
        assert form.context["adminform"].form.initial["article"] == str(story.pk)


def test_a_draft_and_a_reporters_story_name_no_places(at_desk, client, reporter):
    assert (
        "placement/add"
        not in at_desk.get(
            reverse("admin:articles_article_change", args=[make_article().pk])
        ).content.decode()
    )
    story = make_live(article=make_article(created_by=reporter)).article
    client.force_login(reporter)
    page = client.get(reverse("admin:articles_article_change", args=[story.pk]))
    assert "placement/add" not in page.content.decode()


def test_no_front_is_made_for_a_section_that_is_not_there(at_desk):
    assert at_desk.get(f"{reverse(ADD)}?section=999&article=1").status_code == 404
    assert at_desk.get(f"{reverse(ADD)}?section=x").context["front"].section is None
