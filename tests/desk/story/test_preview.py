"""The preview of what is typed: drawn and not saved, for a moment one chooses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, ArticleTopic, Byline, Citation, Edition, Topic
from tests.articles.admin.test_article_admin import sent
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_photo,
    make_section,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


def drawn(client, story: Article, typed: dict, query: str = "") -> str:
    answer = client.post(reverse("admin:story_preview", args=[story.pk]) + query, typed)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def renditions(photo) -> None:
    photo.renditions.create(
        format="jpeg", width=640, height=427, file=f"r/{photo.pk}.jpg", bytes=10
    )


def test_what_is_typed_is_drawn_and_nothing_is_saved(client, editor) -> None:
    author, source = make_author("Noor Vell"), make_source("Harbour board")
    story = make_article("As it was saved", authors=[], topics=[make_topic("Old topic")])
    client.force_login(editor)
    typed = sent(
        story,
        headline="As it is typed",
        body="<p>New words.</p><script>alert(1)</script>",
        section=make_section("sport", name="Sport").pk,
        topics=["new:Night tides", make_topic("Eels").pk],
        bylines__TOTAL_FORMS=1,
        bylines__0__author=author.pk,
        bylines__0__role="by",
        bylines__0__position=0,
        citations__TOTAL_FORMS=2,
        citations__0__source=source.pk,
        citations__0__role="quoted",
        citations__0__position=0,
        citations__1__role="quoted",
        citations__1__note="half a line, without its source",
        citations__1__position=0,
    )
    before = Article.objects.values().get(pk=story.pk)
    page = drawn(client, story, typed)
    for words in ("As it is typed", "New words.", "Noor Vell", "Harbour board", "Sport"):
        assert words in page, words
    assert "Night tides" in page and "Eels" in page and "Old topic" not in page
    assert "alert(1)" not in page and "As it was saved" not in page
    assert Article.objects.values().get(pk=story.pk) == before
    assert not Byline.objects.filter(article=story).exists() and not Citation.objects.exists()
    assert not Topic.objects.filter(name="Night tides").exists() and not Edition.objects.exists()
    assert ArticleTopic.objects.get().tag.name == "Old topic"


def test_a_byline_taken_away_or_moved_is_drawn_so(client, editor) -> None:
    ada, ben, cem = (make_author(name) for name in ("Ada First", "Ben Second", "Cem Third"))
    story = make_article(authors=[ada, ben, cem])
    client.force_login(editor)
    typed = sent(story, bylines__0__DELETE="on", bylines__1__position=9, bylines__2__position=1)
    page = drawn(client, story, typed)
    assert "Ada First" not in page and page.index("Cem Third") < page.index("Ben Second")


def test_a_field_that_is_refused_is_drawn_as_saved_and_named(client, editor) -> None:
    story = make_article("Kept headline")
    client.force_login(editor)
    page = drawn(client, story, sent(story, headline="x" * 300, standfirst="Still drawn"))
    assert "Kept headline" in page and "Still drawn" in page
    assert '<meta name="as-saved" content="Headline">' in page


def test_a_story_without_a_headline_has_a_heading_all_the_same(client, editor) -> None:
    story = make_article("As it was saved")
    client.force_login(editor)
    page = drawn(client, story, sent(story, headline=""))
    assert f"<h1>Story {story.pk}, without a headline</h1>" in page


@pytest.mark.parametrize(
    "nonsense", [{}, {"headline": "Only this"}, {"section": "x", "topics": "y"}]
)
def test_a_form_that_is_no_form_draws_what_it_can(client, editor, nonsense: dict) -> None:
    story = make_article("Steady", body="<p>Saved.</p>")
    client.force_login(editor)
    assert "<article" in drawn(client, story, nonsense)


def test_who_may_only_read_sees_the_saved_text(client, reporter) -> None:
    story = make_article("In review", created_by=reporter)
    workflow.submit(story, by=reporter)
    client.force_login(reporter)
    page = drawn(client, story, sent(story, headline="Slipped in"))
    assert "In review" in page and "Slipped in" not in page


def test_a_photo_is_drawn_at_the_moments_its_rights_allow(client, editor) -> None:
    now = timezone.now()
    photo = make_photo(
        rights_from=now + timedelta(hours=2), rights_until=now + timedelta(hours=4), alt="The gates"
    )
    renditions(photo)
    story = make_article(
        lead_photo=photo, body=f'<p>A.</p><figure data-photo="{photo.pk}"></figure>'
    )
    client.force_login(editor)

    def shown(hours: float) -> int:
        at = timezone.localtime(now + timedelta(hours=hours)).isoformat()
        answer = client.get(reverse("admin:story_preview", args=[story.pk]), {"at": at})
        return answer.content.decode().count('<picture class="picture">')

    assert [shown(hours) for hours in (0, 3, 5)] == [0, 2, 0]


def test_other_stories_are_those_of_the_moment(client, editor) -> None:
    coming = make_article("Goes live at night")
    at = timezone.now() + timedelta(hours=6)
    workflow.schedule(coming, by=editor, at=at)
    story = make_article("With a neighbour")
    story.picked.create(other=coming)
    client.force_login(editor)
    there = reverse("admin:story_preview", args=[story.pk])
    now = client.get(there).content.decode()
    then = client.get(there, {"at": (at + timedelta(minutes=1)).isoformat()}).content.decode()
    assert "Goes live at night" not in now and "Goes live at night" in then


def test_after_the_moment_a_withdrawal_is_set_for_readers_get_its_notice(client, editor) -> None:
    make_live("Live neighbour")
    story, at = make_live("Goes at night").article, timezone.now() + timedelta(hours=6)
    workflow.withdraw(story, by=editor, reason="Its source took it back.", at=at)
    client.force_login(editor)
    before, after = (
        drawn(client, story, sent(story), f"?at={at + hours:%Y-%m-%dT%H:%MZ}")
        for hours in (timedelta(hours=-1), timedelta(hours=1))
    )
    assert "Its source took it back." not in before and "Goes at night</h1>" in before
    assert "Its source took it back." in after and "Live neighbour" in after
    assert "Goes at night</h1>" not in after and "noindex" in after


@pytest.mark.parametrize("at", ["", "soon", "0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01"])
def test_a_moment_that_is_none_is_now(client, editor, at: str) -> None:
    make_live("Live neighbour")
    story = make_article("Here")
    client.force_login(editor)
    page = client.get(reverse("admin:story_preview", args=[story.pk]), {"at": at})
    assert page.status_code == 200 and "Live neighbour" in page.content.decode()


def test_it_may_be_framed_by_the_desk_alone(client, editor) -> None:
    story = make_article()
    client.force_login(editor)
    answer = client.get(reverse("admin:story_preview", args=[story.pk]), {"framed": ""})
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "desk-banner" not in answer.content.decode()
