"""The trash: what comes back comes back whole. Deleting for good spares what is rested on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import workflow
from articles.models import Article, Edition
from sources.models import Source
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_photo,
    make_source,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_story_comes_back_with_bylines_citations_topics_photo_and_address(client, editor) -> None:
    author, source, topic = make_author(), make_source(), make_topic("Tides")
    photo = make_photo()
    edition = make_live(
        "The gate", authors=[author], sources=[source], topics=[topic], lead_photo=photo
    )
    story, there = edition.article, edition.get_absolute_url()
    workflow.withdraw(story, by=editor, reason="Wrong")
    workflow.spike(story, by=editor)
    assert client.get(there).status_code == 410
    workflow.unspike(story, by=editor)
    assert [line.author for line in story.bylines.all()] == [author]
    assert [line.source for line in story.citations.all()] == [source]
    assert list(story.topics.all()) == [topic] and story.lead_photo == photo
    assert workflow.publish(story, by=editor).get_absolute_url() == there
    assert client.get(there).status_code == 200


def press(client, source: Source, button: str):
    data = {name: getattr(source, name) for name in ("kind", "name", "slug")} | {button: "1"}
    there = reverse("admin:sources_source_change", args=[source.pk])
    return client.post(there, data, follow=True)


def found(client, name: str, **query: str) -> bool:
    return name in client.get(reverse("admin:sources_source_changelist"), query).content.decode()


def test_a_source_goes_to_the_trash_and_comes_back_with_its_page_and_citations(
    client,
    editor,
) -> None:
    source = make_source("Port of Merrow", slug="port-of-merrow")
    story = make_live("The gate", sources=[source])
    page = client.get(source.get_absolute_url())
    assert page.status_code == 200
    client.force_login(editor)
    assert "is in the trash" in press(client, source, "_trash").content.decode()
    assert not found(client, "Port of Merrow") and found(client, "Port of Merrow", trash="yes")
    assert client.get(source.get_absolute_url()).status_code == 404
    read = client.get(story.get_absolute_url()).content.decode()
    assert "Port of Merrow" in read and source.get_absolute_url() not in read
    press(client, source, "_take_out")
    assert found(client, "Port of Merrow")
    assert client.get(source.get_absolute_url()).status_code == 200
    assert story.article.citations.get().source == source


def test_a_source_in_the_trash_is_chosen_by_no_form_and_keeps_its_citations(client, editor) -> None:
    source = make_source("Port of Merrow")
    story = make_article(sources=[source])
    client.force_login(editor)
    press(client, source, "_trash")
    asked = {"app_label": "articles", "model_name": "citation", "field_name": "source"}
    choices = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert choices == [] and story.citations.get().source == source


@pytest.mark.parametrize("rests", ["citation", "photo", "affiliation", "nothing"])
def test_a_source_is_deleted_for_good_where_nothing_rests_on_it(
    client,
    administrator,
    rests: str,
) -> None:
    source = make_source("Port of Merrow")
    if rests == "citation":
        make_article(sources=[source])
    elif rests == "photo":
        make_photo(source=source)
    elif rests == "affiliation":
        make_source("Mina Ost", affiliation=source)
    client.force_login(administrator)
    there = reverse("admin:sources_source_delete", args=[source.pk])
    answer = client.post(there, {"post": "yes"}, follow=True)
    assert Source.objects.filter(pk=source.pk).exists() is (rests != "nothing")
    if rests != "nothing":
        assert "An editor can move it to the trash instead" in answer.content.decode()


def test_only_an_administrator_deletes_for_good(client, administrator, editor) -> None:
    things = {
        "articles_article": make_article("Never out"),
        "sources_source": make_source(),
        "photos_photo": make_photo(),
        "authors_author": make_author(),
    }
    for person in (make_user("chief", "Editors", "Photo desk", "Staff managers"), administrator):
        client.force_login(person)
        for name, thing in things.items():
            there = reverse(f"admin:{name}_delete", args=[thing.pk])
            answer = client.post(there, {"post": "yes"})
            gone = not type(thing)._base_manager.filter(pk=thing.pk).exists()
            assert gone is (person == administrator), (name, answer.status_code)


def test_a_story_that_was_out_once_stays_on_the_record(client, administrator, editor) -> None:
    story = make_live("Out once").article
    workflow.withdraw(story, by=editor, reason="Wrong")
    workflow.spike(story, by=editor)
    client.force_login(administrator)
    there = reverse("admin:articles_article_delete", args=[story.pk])
    answer = client.post(there, {"post": "yes"}, follow=True)
    assert "cannot be deleted" in answer.content.decode()
    assert Article.objects.filter(pk=story.pk).exists() and Edition.objects.exists()


def test_the_page_before_a_deletion_counts_what_goes_with_it_and_not_the_thing_itself(
    client, administrator
) -> None:
    alone, cited = make_article("Alone", authors=[]), make_article(sources=[make_source()])
    client.force_login(administrator)

    def told(story: Article) -> str:
        there = reverse("admin:articles_article_delete", args=[story.pk])
        page = client.get(there).content.decode()
        return page[page.index("This cannot be undone.") :].partition("</section>")[0]

    assert "Nothing else is deleted." in told(alone) and "<li>" not in told(alone)
    assert "<li>Citations: 1</li>" in told(cited) and "Stories" not in told(cited)


@pytest.mark.parametrize("kind", ["source", "photo"])
def test_enter_in_a_field_saves_and_puts_nothing_in_the_trash(client, kind) -> None:
    made = {"source": make_source, "photo": make_photo}[kind]()
    client.force_login(make_user("chief", is_superuser=True))
    there = reverse(f"admin:{made._meta.app_label}_{kind}_change", args=[made.pk])
    form = client.get(there).content.decode().partition(f'id="{kind}_form"')[2]
    first = form[form.index('<button type="submit"') :]
    assert 'name="_save"' in first[: first.index(">")]


@pytest.mark.parametrize("there", ["articles_topic", "articles_houserule", "auth_group"])
def test_nothing_is_deleted_for_good_by_the_dozen(client, there) -> None:
    client.force_login(make_user("root", is_superuser=True))
    make_topic("Tides")
    page = client.get(reverse(f"admin:{there}_changelist")).content.decode()
    assert "delete_selected" not in page


def test_what_cannot_be_deleted_names_what_rests_on_it_by_its_page(client, administrator) -> None:
    story = make_live("The gate").article
    client.force_login(administrator)
    there = reverse("admin:articles_section_delete", args=[story.section_id])
    page = client.get(there).content.decode()
    told = page[page.index("because it is used by:") :].partition("</section>")[0]
    assert told.count("<li>") == 1 and ">The gate</a>" in told
    topic = make_live("The lock", topics=[make_topic("Tides")]).article.topics.get()
    client.force_login(make_user("root", is_superuser=True))
    page = client.get(reverse("admin:articles_topic_delete", args=[topic.pk])).content.decode()
    assert "the public record depends on it" in page and "edition 1" not in page
