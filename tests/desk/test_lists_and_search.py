"""Long lists, their named views, and the one search over everything."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from taggit.models import TagBase

from articles.admin.article_admin import ArticleAdmin
from articles.models import Article, Topic
from desk.models import SavedView
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_photo,
    make_section,
    make_source,
    make_topic,
    make_user,
)
from vocabulary import uncounted_lists

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def page_of(client, there: str, **query: str) -> str:
    answer = client.get(there, query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def many_stories(number: int, **fields) -> None:
    section = make_section()
    Article.objects.bulk_create(
        Article(headline=f"Story {index:03}", section=section, **fields) for index in range(number)
    )


# --- windows ------------------------------------------------------------------------------------


def test_a_long_list_goes_on_to_its_end_and_back(client, editor, monkeypatch) -> None:
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 3)
    many_stories(7)
    client.force_login(editor)
    pages = [page_of(client, LIST, p=str(number)) for number in (1, 2, 3)]
    assert [page.count('class="field-story"') for page in pages] == [3, 3, 1]
    assert 'rel="prev"' not in pages[0] and 'href="?p=2"' in pages[0]
    assert 'href="?p=1"' in pages[1] and 'href="?p=3"' in pages[1]
    assert 'rel="next"' not in pages[2]
    assert all(any(f"Story {n:03}" in page for page in pages) for n in range(7))


@pytest.mark.parametrize("asked", ["0", "-3", "none", "9"])
def test_a_page_that_is_none_is_no_fault(client, editor, asked: str) -> None:
    many_stories(3)
    client.force_login(editor)
    page = page_of(client, LIST, p=asked)
    assert ("Story 001" in page) is (asked != "9")


def test_nobody_pages_through_more_than_can_be_read_fast(client, editor, monkeypatch) -> None:
    monkeypatch.setattr(uncounted_lists, "MOST_ROWS", 6)
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 3)
    many_stories(7)
    client.force_login(editor)
    page = page_of(client, LIST, p="2")
    assert 'rel="next"' not in page and "There are more." in page
    assert client.get(LIST, {"p": "3"}).status_code == 302


@pytest.mark.parametrize(
    "there",
    [LIST, f"{LIST}?state=live", f"{LIST}?state=draft"]
    + [
        pytest.param(there, marks=pytest.mark.slow)
        for there in (
            *(f"{LIST}?state={state}" for state in ("in_review", "scheduled", "withdrawn")),
            *(f"{LIST}?{query}" for query in ("mine=yes", "kind__exact=news", "o=2", "q=story")),
            "/admin/photos/photo/",
            "/admin/authors/author/",
            "/admin/sources/source/",
            "/admin/articles/topic/",
        )
    ],
)
def test_a_list_counts_nothing_and_costs_the_same_for_few_and_many(client, editor, there) -> None:
    editor.is_superuser = True
    editor.save()
    client.force_login(editor)

    def fill(number: int) -> None:
        for index in range(number):
            make_live(f"Story live {index}", lead_photo=make_photo(), sources=[make_source()])
            make_topic(f"Topic {index}")
            make_article(f"Story drafted {index}")

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(there).status_code == 200
        return [query["sql"] for query in queries]

    fill(2)
    asked()
    few = asked()
    fill(4)
    many = asked()
    assert len(many) == len(few) <= 24
    table = {"article": "articles_article", "photo": "photos_photo"}.get(there.split("/")[3], "")
    counts = [sql for sql in many if sql.startswith("SELECT COUNT(*)") and f'FROM "{table}"' in sql]
    in_the_sidebar = 2
    assert len(counts) <= in_the_sidebar


def test_a_list_reads_no_row_but_those_it_shows(client, editor, monkeypatch) -> None:
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 3)
    many_stories(7)
    client.force_login(editor)
    with CaptureQueriesContext(connection) as queries:
        page_of(client, LIST, p="2")
    [whole] = [each["sql"] for each in queries if '"articles_article"."standfirst"' in each["sql"]]
    assert len(re.search(r'"articles_article"."id" IN \(([\d, ]+)\)', whole)[1].split(",")) == 4


def test_choices_go_on_and_nothing_is_counted(client, editor) -> None:
    many_stories(45)
    client.force_login(editor)
    named = {"app_label": "articles", "model_name": "relatedstory", "field_name": "other"}

    def page(number: int) -> dict:
        there = reverse("admin:autocomplete")
        return client.get(there, {**named, "term": "story", "page": number}).json()

    with CaptureQueriesContext(connection) as queries:
        pages = [page(1), page(2), page(3)]
    assert [len(each["results"]) for each in pages] == [20, 20, 5]
    assert [each["pagination"]["more"] for each in pages] == [True, True, False]
    assert len({row["id"] for each in pages for row in each["results"]}) == 45
    assert not [each for each in queries if "COUNT(" in each["sql"]]


# --- named views --------------------------------------------------------------------------------


def save_view(client, name: str, query: str, **more: str):
    sent = {"model_label": "articles.article", "name": name, "query": query, **more}
    return client.post(reverse("admin:save_view"), sent, follow=True)


def test_a_filtered_list_is_saved_under_a_name_and_forgotten(client, reporter) -> None:
    client.force_login(reporter)
    assert "Save this view" not in page_of(client, LIST)
    assert "Save this view" in page_of(client, LIST, state="draft")
    page = save_view(client, "  My   drafts ", "state=draft&mine=yes&p=3").content.decode()
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("My drafts", "state=draft&mine=yes")
    assert "My drafts" in page and "Save this view" not in page
    assert "My drafts" not in page_of(client, "/admin/photos/photo/")
    client.post(reverse("admin:delete_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_same_name_again_takes_its_place(client, editor) -> None:
    client.force_login(editor)
    save_view(client, "Mine", "mine=yes")
    save_view(client, "Mine", "state=live")
    assert [view.query for view in SavedView.objects.all()] == ["state=live"]


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [
        ("", "state=live", "up to 40 characters"),
        ("x" * 41, "state=live", "up to 40 characters"),
        ("Empty", "p=2", "Filter or search first"),
        ("Long", "q=" + "x" * 500, "Filter or search first"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(client, editor, name, query, why) -> None:
    client.force_login(editor)
    assert why in save_view(client, name, query).content.decode()
    assert not SavedView.objects.exists()


def test_an_editor_saves_a_view_for_everybody_and_a_reporter_does_not(
    client,
    editor,
    reporter,
) -> None:
    client.force_login(editor)
    save_view(client, "For the desk", "state=in_review", for_all="1")
    client.force_login(reporter)
    save_view(client, "Sneaked in", "mine=yes", for_all="1")
    assert [view.name for view in SavedView.objects.filter(is_for_all=True)] == ["For the desk"]
    page = page_of(client, LIST)
    shared = SavedView.objects.get(is_for_all=True)
    forget = reverse("admin:delete_view", args=[shared.pk])
    assert "For the desk" in page and forget not in page
    assert client.post(forget).status_code == 403
    client.force_login(make_user("other", "Reporters"))
    assert "Sneaked in" not in page_of(client, LIST)


@pytest.mark.parametrize("of", ["", "staff.user", "articles.article; x", "auth.permission"])
def test_a_view_of_a_list_that_is_not_ones_own_is_refused(client, reporter, of: str) -> None:
    client.force_login(reporter)
    sent = {"model_label": of, "name": "x", "query": "q=1"}
    assert client.post(reverse("admin:save_view"), sent).status_code == 403


def test_a_view_leads_nowhere_but_to_its_list(client, editor) -> None:
    client.force_login(editor)
    answer = save_view(client, "Odd", "?q=%22%3E%3Cscript%3E&next=//evil.example")
    assert answer.redirect_chain[0][0].startswith(LIST)
    assert "<script>&" not in answer.content.decode()


# --- finding ------------------------------------------------------------------------------------


def test_one_search_finds_of_every_noun(client, editor) -> None:
    make_article("The harbour closes")
    make_article("Spiked harbour", spiked_at="2026-01-01T00:00Z")
    make_photo("Harbour at dusk")
    make_author("Hanna Harbour")
    make_source("Harbour board")
    make_topic("Harbours")
    make_section("harbour", name="Harbour life")
    client.force_login(editor)
    page = page_of(client, reverse("admin:find"), q=" harBOUR ")
    found = ["The harbour closes", "Harbour at dusk", "Hanna Harbour", "Harbour board"]
    for name in [*found, "Harbours", "Harbour life"]:
        assert f">{name}</a>" in page, name
    assert "Spiked harbour" not in page


def test_every_word_must_be_there(client, editor) -> None:
    make_article("Gates of the harbour")
    make_article("Gates of the town")
    client.force_login(editor)
    page = page_of(client, reverse("admin:find"), q="harbour gates")
    assert "Gates of the harbour" in page and "Gates of the town" not in page


def test_each_finds_what_is_theirs_alone(client, contributor, photographer, stranger) -> None:
    make_article("Secret harbour")
    make_photo("Harbour at dusk")
    there = reverse("admin:find")
    for person, theirs in ((contributor, []), (photographer, ["Harbour at dusk"]), (stranger, [])):
        client.force_login(person)
        page = page_of(client, there, q="harbour")
        assert "Secret harbour" not in page
        assert ["Harbour at dusk"] * ("Harbour at dusk" in page) == theirs
    assert 'id="site-search"' not in page


@pytest.mark.parametrize("asked", ["", "   ", "%", "_", "'\"<b>", "x" * 500, "\x00"])
def test_any_words_may_be_asked_for(client, editor, asked: str) -> None:
    make_article("An ordinary story")
    client.force_login(editor)
    assert "An ordinary story" not in page_of(client, reverse("admin:find"), q=asked)


def test_finding_costs_the_same_for_few_and_many(client, editor) -> None:
    client.force_login(editor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client, reverse("admin:find"), q="story")
        return len(queries)

    make_live("Story one")
    cost()
    few = cost()
    for _n in range(6):
        make_live("Story and others")
    assert cost() == few


def test_the_desk_has_topics_and_no_tags_of_another_kind() -> None:
    assert [model for model in admin.site._registry if issubclass(model, TagBase)] == [Topic]
