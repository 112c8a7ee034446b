"""What no page of ours sends: forms made or damaged by hand are answered, and nothing is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from articles.admin.inlines import MOST_ROWS
from articles.models import Article
from tests.articles.admin.test_article_admin import address, sent
from tests.factories import make_article, make_source, make_user

pytestmark = pytest.mark.django_db
COUNTS = {
    "far too many": {"bylines-TOTAL_FORMS": "1000000000"},
    "less than none": {"bylines-TOTAL_FORMS": "-1"},
    "no number": {"bylines-TOTAL_FORMS": "x\0", "bylines-INITIAL_FORMS": "\ufffd"},
    "nothing": {"bylines-TOTAL_FORMS": "", "bylines-INITIAL_FORMS": ""},
    "fewer than came": {"bylines-TOTAL_FORMS": "0"},
    "one is missing": {"bylines-TOTAL_FORMS": "3", "bylines-2-name_as_printed": "Typed too"},
    "far off": {"bylines-TOTAL_FORMS": "1", f"bylines-{'9' * 30}-name_as_printed": "Typed too"},
}


def autosave(desk, story: Article, **changes):
    data = sent(story, form_id=str(uuid4())) | changes
    return desk.post(reverse("admin:story_autosave", args=[story.pk]), data)


@pytest.mark.parametrize("counts", COUNTS)
def test_rows_whose_count_is_wrong_wait_and_the_words_are_saved(
    desk,
    counts: str,
) -> None:
    story = make_article("As it was", sources=[make_source()])
    answer = autosave(desk, story, headline="Typed", **COUNTS[counts]).json()
    assert (
        answer["errors"][0]["label"] == "Bylines"
        and "did not arrive complete" in answer["errors"][0]["message"]
    )
    assert len(answer["errors"]) < 5, "what is wrong is said once"
    story.refresh_from_db()
    assert story.headline == "Typed" and story.bylines.count() == story.citations.count() == 1


@pytest.mark.parametrize("act", [{}, {"_action": "publish"}])
@pytest.mark.parametrize("counts", COUNTS)
def test_a_form_whose_rows_are_miscounted_shows_those_that_came_and_is_sent_again(
    desk,
    counts: str,
    act: dict,
) -> None:
    story = make_article("As it was")
    data = sent(story, headline="Typed") | COUNTS[counts] | act
    answer = desk.post(address(story), data)
    page = answer.content.decode()
    assert answer.status_code == 200 and "did not arrive complete" in page and "Typed" in page
    assert ("Typed too" in page) == ("Typed too" in data.values())
    rows = answer.context["inline_admin_formsets"][0].formset.forms
    assert len(rows) == 1 + ("Typed too" in data.values()), "no more are drawn than came"
    assert not story.editions.exists() and Article.objects.get().headline == "As it was"
    if len(rows) == 1:
        shown = {name: value for name, value in sent(story).items() if "bylines" in name}
        assert desk.post(address(story), data | shown).status_code == 302
        assert Article.objects.get().headline == "Typed"


def test_a_refused_form_draws_no_more_rows_than_a_story_may_have(desk) -> None:
    story = make_article("As it was")
    form = desk.get(address(story)).context["inline_admin_formsets"]
    assert {each.formset.absolute_max for each in form} == {MOST_ROWS}


def test_the_copy_desk_reads_rows_that_are_not_whole(desk) -> None:
    story = make_article("As it was")
    row = {"bylines-TOTAL_FORMS": "1", "bylines-0-author": story.bylines.get().author_id}
    assert desk.post(reverse("admin:copydesk", args=[story.pk]), row).status_code == 200


@pytest.mark.parametrize(
    "there",
    [
        "articles/article/",
        "articles/topic/",
        "articles/article/links.json",
        "sources/source/choices.json",
        "photos/photo/picker.json",
        "find/",
    ],
)
def test_whole_pages_are_not_searched_for(desk, there: str) -> None:
    answer = desk.get(f"/admin/{there}", {"q": "x" * 60_000})
    assert answer.status_code == 400 and "use fewer words" in answer.content.decode()
    assert desk.get(f"/admin/{there}", {"q": "ab " * 333}).status_code == 200


@pytest.mark.parametrize("wrong", ["1\0", "\ufffd", "9" * 30, "-1"])
@pytest.mark.parametrize("name", ["lead_photo", "translation_of", "topics", "bylines-0-author"])
def test_what_is_no_number_of_anything_is_refused_and_drawn_again(
    desk,
    name: str,
    wrong: str,
) -> None:
    story = make_article("As it was")
    data = sent(story, headline="Typed") | {name: wrong}
    answer = desk.post(address(story), data)
    assert answer.status_code == 200 and "Typed" in answer.content.decode()
    assert autosave(desk, story, **{name: wrong}).status_code == 200
    assert desk.post(reverse("admin:story_preview", args=[story.pk]), data).status_code == 200


def test_a_story_is_not_named_as_related_to_itself(desk) -> None:
    story = make_article("As it was")
    itself = {"picked-TOTAL_FORMS": "1", "picked-0-other": story.pk, "picked-0-position": "0"}
    answer = desk.post(address(story), sent(story, headline="Typed") | itself)
    assert "cannot be related to itself" in answer.content.decode()
    assert "itself" in autosave(desk, story, **itself).json()["errors"][0]["message"]


def test_a_new_topic_without_a_letter_has_an_address(desk) -> None:
    story = make_article("As it was")
    answer = autosave(desk, story, topics=["new:!!!", "new:?", "new:潮"])
    assert answer.status_code == 200
    story.refresh_from_db()
    slugs = set(story.topics.values_list("slug", flat=True))
    assert len(slugs) == 3 and "topic" in slugs and "" not in slugs
    there = reverse("admin:story_preview", args=[story.pk])
    assert desk.post(there, sent(story)).status_code == 200


@pytest.mark.parametrize(
    "there",
    ["articles/article/?assignee=" + "9" * 30, "staff/user/?author=" + "9" * 30],
)
def test_a_list_is_asked_for_a_number_larger_than_any(client, there: str) -> None:
    """SQLite cannot be asked for it; PostgreSQL is, and finds nothing."""
    client.force_login(make_user("chief", is_superuser=True))
    answer = client.get(f"/admin/{there}")
    if connection.vendor == "sqlite":
        assert answer.status_code == 400 and "could not be read" in answer.content.decode()
    else:
        assert answer.status_code == 200 and not answer.context["cl"].result_list


def test_an_address_that_asks_for_what_cannot_be_is_refused_with_a_sentence(client) -> None:
    client.force_login(make_user("chief", is_superuser=True))
    answer = client.get("/admin/articles/section/1/change/?_to_field=")
    assert answer.status_code == 400 and "could not be read" in answer.content.decode()


@pytest.mark.parametrize("there", ["my-bio/", "articles/article/add/"])
def test_a_form_without_its_boundary_is_refused_with_a_sentence(desk, there: str) -> None:
    desk.raise_request_exception = False
    answer = desk.generic("POST", f"/admin/{there}", "x", content_type="multipart/form-data")
    assert answer.status_code in (400, 403, 404) and "<h1>" in answer.content.decode()


@pytest.mark.parametrize("wrong", ["x", "1\0", "9" * 30])
@pytest.mark.parametrize(
    ("there", "name"),
    [
        ("photos/photo", "source"),
        ("sources/source", "affiliation"),
        ("authors/author", "portrait"),
        ("fronts/placement", "article"),
        ("fronts/banner", "article"),
    ],
)
def test_every_choice_is_drawn_whatever_was_sent_in_its_place(
    client, there: str, name: str, wrong: str
) -> None:
    client.force_login(make_user("chief", is_superuser=True))
    answer = client.post(f"/admin/{there}/add/", {name: wrong})
    assert answer.status_code == 200 and name in answer.context["adminform"].form.errors
    assert client.get(f"/admin/{there}/add/", {name: wrong}).status_code in (200, 400)
