"""The history of a story: every explicit save, whole; compare any two, take one back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from articles import workflow
from articles.models import Article, Edition
from tests.articles.admin.test_article_admin import address, count_queries, sent, without_rows
from tests.factories import make_article, make_author, make_photo, make_source, make_topic
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def versions(story: Article) -> list[Version]:
    """Return what is kept of a story, oldest first."""
    return list(Version.objects.get_for_object(story).order_by("pk"))


def save(desk: Client, story: Article, **changes) -> Version:
    story.refresh_from_db()
    desk.post(address(story), sent(story, **changes))
    story.refresh_from_db()
    return versions(story)[-1]


def compare(desk: Client, story: Article, one: object, other: object) -> str:
    there = reverse("admin:story_compared", args=[story.pk])
    return desk.get(there, {"from": one, "to": other}).content.decode()


def take_back(desk: Client, story: Article, kept: Version, **more):
    data = {"_restore": kept.pk, "version": story.version, **more}
    return desk.post(address(story), data, follow=True)


def test_any_two_texts_are_compared_word_by_word_and_list_by_list(desk) -> None:
    ann, bo = make_author("Ann Quay"), make_author("Bo Lock")
    story = make_article("The gate closed", authors=[ann], body="<p>One sluice.</p><p>Two.</p>")
    first = save(desk, story, kicker="Flood", topics=[make_topic("Tides").pk])
    row = {"bylines-TOTAL_FORMS": 2, "bylines-1-author": bo.pk, "bylines-1-role": "by"}
    last = save(desk, story, body="<p>One gate.</p><p>Two.</p>", **row, **{"bylines-1-position": 1})
    page = compare(desk, story, last.pk, first.pk)
    assert "One <del>sluice</del>." in page and "One <ins>gate</ins>." in page
    assert page.index("<del>sluice") < page.index("<ins>gate"), "the older stands on the left"
    assert "Ann Quay · By" in page and "<ins>" in page and "Bo Lock" in page
    assert "Unchanged: 1 paragraph" in page and "Topics" in page
    assert "versions are identical" in compare(desk, story, last.pk, "now")


def test_a_story_under_embargo_is_compared_and_taken_back_with_its_moment(desk, editor) -> None:
    story = make_article("Before", embargo_until=timezone.now() + timedelta(days=2))
    kept = save(desk, story, headline="Kept", embargo_until="2030-02-01T09:30")
    save(desk, story, headline="Later", embargo_until="2030-03-01T09:30")
    page = compare(desk, story, kept.pk, "now")
    assert "2030-<del>02</del>-01T09:30" in page and "2030-<ins>03</ins>-01T09:30" in page
    take_back(desk, story, kept)
    story.refresh_from_db()
    assert f"{timezone.localtime(story.embargo_until):%d %b %H:%M}" == "01 Feb 09:30"


def test_the_two_that_are_chosen_already_are_not_the_same(desk, editor) -> None:
    story = make_article()
    workflow.publish(story, by=editor)
    published = versions(story)[-1]
    save(desk, story, kicker="Flood")
    workflow.update(story, by=editor, change="minor")
    history = reverse("admin:story_history", args=[story.pk])
    page = on_one_line(desk.get(history).content.decode())
    assert f'name="from" value="{published.pk}" checked' in page and 'value="now" checked' in page


def test_pictures_and_what_others_show_are_compared_by_their_names(desk) -> None:
    quay, gate = make_photo("The quay"), make_photo("The gate")
    story = make_article(body=f'<figure data-photo="{quay.pk}"></figure><p>Kept.</p>')
    first = save(desk, story, kicker="Flood")
    last = save(
        desk,
        story,
        body=f'<figure data-photo="{gate.pk}"><figcaption>Shut</figcaption></figure><p>Kept.</p>'
        '<figure data-embed="https://vimeo.com/76979871"></figure>',
    )
    page = compare(desk, story, first.pk, last.pk)
    assert "[Photo: The <del>quay</del>]" in page
    assert "[Photo: The <ins>gate</ins>" in page and "Shut" in page
    assert "Video on Vimeo: https://vimeo.com/76979871" in page
    assert "data-photo" not in page


def test_a_text_is_taken_back_whole_as_a_new_save(desk, editor) -> None:
    photo, source = make_photo("The quay"), make_source("Port of Merrow")
    ann, bo = make_author("Ann Quay"), make_author("Bo Lock")
    tides = make_topic("Tides")
    story = make_article(
        "As it was", authors=[ann], sources=[source], topics=[tides], body="<p>First.</p>"
    )
    first = save(desk, story, kicker="Flood", lead_photo=photo.pk)
    gone = {f"{part}-{name}_FORMS": 0 for part in ("bylines", "citations") for name in ("TOTAL",)}
    save(desk, story, headline="Other", body="<p>Second.</p>", topics=[], lead_photo="", **gone)
    story.bylines.create(author=bo)
    before = story.version
    answer = take_back(desk, story, first)
    story.refresh_from_db()
    assert (story.headline, story.kicker, story.body) == ("As it was", "Flood", "<p>First.</p>")
    assert [line.author for line in story.bylines.all()] == [ann]
    assert [line.source for line in story.citations.all()] == [source]
    assert (list(story.topics.all()), story.lead_photo) == ([tides], photo)
    assert story.version == before + 1 and not Edition.objects.exists()
    assert versions(story)[-1].revision.comment.startswith("Restored the version of")
    assert answer.status_code == 200


def test_taking_back_keeps_state_and_assignee_and_obeys_version_and_rights(
    desk,
    editor,
    reporter,
) -> None:
    story = make_article("As it was", created_by=reporter)
    first = save(desk, story, kicker="Flood")
    save(desk, story, headline="Other", assignee=reporter.pk)
    workflow.submit(story, by=editor)
    late = take_back(desk, story, first, version=1)
    assert "has not been saved yet" in late.content.decode()
    other = Client()
    other.force_login(reporter)
    assert take_back(other, story, first).status_code == 403
    story.refresh_from_db()
    assert story.headline == "Other"
    take_back(desk, story, first)
    story.refresh_from_db()
    assert story.headline == "As it was"
    assert (story.status, story.assignee) == (Article.Status.IN_REVIEW, reporter)


def test_what_is_gone_since_is_said_and_nothing_is_taken_back(desk) -> None:
    photo = make_photo("The quay")
    story = make_article("As it was")
    first = save(desk, story, kicker="Flood", lead_photo=photo.pk)
    save(desk, story, headline="Other", lead_photo="")
    photo.delete()
    page = take_back(desk, story, first).content.decode()
    assert "Not saved." in page and "As it was" in page
    story.refresh_from_db()
    assert story.headline == "Other"


def test_the_version_of_another_story_is_not_taken_back_nor_shown(desk) -> None:
    story, other = make_article("One"), make_article("Another")
    theirs = save(desk, other, kicker="Secret")
    assert take_back(desk, story, theirs).status_code == 404
    there = reverse("admin:story_compared", args=[story.pk])
    assert desk.get(there, {"from": theirs.pk, "to": "now"}).status_code == 404
    assert desk.get(there, {"from": "x", "to": "9" * 30}).status_code == 404


def test_a_text_of_an_older_kind_is_said_to_be_unreadable(desk) -> None:
    story = make_article("As it was")
    version = save(desk, story, kicker="Flood")
    Version.objects.filter(pk=version.pk).update(serialized_data="[{}]")
    assert "cannot be read." in compare(desk, story, version.pk, "now")
    assert desk.get(reverse("admin:story_history", args=[story.pk])).status_code == 200


def test_the_history_names_lists_that_changed_and_costs_the_same_for_many(desk) -> None:
    story = make_article("As it was")
    save(desk, story, kicker="Flood")
    story.refresh_from_db()
    desk.post(address(story), without_rows(sent(story), "bylines"))
    there = reverse("admin:story_history", args=[story.pk])
    assert "bylines" in desk.get(there).content.decode()
    few = count_queries(desk, there)
    for number in range(5):
        save(desk, story, kicker=f"Flood {number}")
    assert count_queries(desk, there) == few
