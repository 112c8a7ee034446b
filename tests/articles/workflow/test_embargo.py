"""An embargo: nothing gives the story to readers before, and everybody works on meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Edition
from articles.workflow import ActionRefused
from tests.articles.admin.test_article_admin import address, sent
from tests.desk.story.test_history import compare, save, take_back
from tests.desk.story.test_share_links import make_link
from tests.factories import make_article, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def until():
    return (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)


def test_no_door_gives_it_to_readers_before(until, editor) -> None:
    story = make_article("Under embargo", embargo_until=until)
    early = until - timedelta(minutes=1)
    for step in (
        lambda: workflow.publish(story, by=editor),
        lambda: workflow.schedule(story, by=editor, at=early),
    ):
        with pytest.raises(
            ActionRefused, match="Embargoed until .*Schedule it for then"
        ) as refused:
            step()
        assert [missing.field for missing in refused.value.missing] == ["embargo_until"]
    edition = workflow.schedule(story, by=editor, at=until)
    assert edition.live_from == until and not Edition.objects.live(early).exists()


def test_an_update_of_a_live_story_waits_too_and_the_live_text_stays(until, editor) -> None:
    live = make_live("Known to all")
    Article.objects.filter(pk=live.article_id).update(embargo_until=until)
    story = Article.objects.get(pk=live.article_id)
    with pytest.raises(ActionRefused, match="Embargoed"):
        workflow.update(story, by=editor, change="minor")
    assert workflow.update(story, by=editor, change="minor", at=until).live_from == until
    assert Edition.objects.live(timezone.now()).get() == live


def test_it_is_written_submitted_and_approved_meanwhile(until, editor, reporter) -> None:
    story = make_article(embargo_until=until, created_by=reporter)
    workflow.submit(story, by=reporter)
    workflow.approve(story, by=editor)
    assert Article.objects.get(pk=story.pk).status == Article.Status.READY


def test_one_that_is_over_or_lifted_stops_nobody(editor) -> None:
    story = make_article(embargo_until=timezone.now() - timedelta(seconds=1))
    assert workflow.publish(story, by=editor).number == 1


def test_it_is_set_in_the_papers_time_and_the_next_step_is_to_schedule_for_then(
    desk, until
) -> None:
    story = make_article("Under embargo")
    typed = f"{timezone.localtime(until):%Y-%m-%dT%H:%M}"
    desk.post(address(story), sent(story, embargo_until=typed))
    story.refresh_from_db()
    assert story.embargo_until == until
    page = desk.get(address(story)).content.decode()
    assert 'href="#id_embargo_until"' in page and "or lift the embargo" in page
    assert f'name="schedule-at" value="{typed}"' in page
    assert (
        "embargo until" in desk.get(reverse("admin:articles_article_changelist")).content.decode()
    )


def test_the_history_keeps_it_and_gives_it_back(desk, until) -> None:
    story = make_article("Under embargo")
    typed = f"{timezone.localtime(until):%Y-%m-%dT%H:%M}"
    kept = save(desk, story, embargo_until=typed)
    save(desk, story, embargo_until="")
    assert story.embargo_until is None
    assert typed in compare(desk, story, kept.pk, "now")
    take_back(desk, story, kept)
    story.refresh_from_db()
    assert story.embargo_until == until


def test_who_reads_by_a_link_is_told(client, until) -> None:
    link = make_link(make_article("Under embargo", embargo_until=until))
    assert "Embargoed until" in client.get(link.get_absolute_url()).content.decode()
