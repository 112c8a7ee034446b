"""What is said after an act: what happened, where it is, how soon, who was told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.workflow.messages import success_message
from tests.articles.admin.test_article_admin import sent
from tests.factories import make_article, make_live, make_outlet, make_user
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def test_publishing_says_where_and_that_it_is_now(editor):
    story = make_article()
    edition = workflow.publish(story, by=editor)
    told = success_message("publish", story, edition)
    assert told.startswith("Published. It is live") and edition.get_absolute_url() in told


def test_scheduling_says_when_and_how_soon(editor):
    make_outlet(time_zone="Asia/Tokyo")
    story, at = make_article(), timezone.now() + timedelta(hours=3, minutes=20, seconds=30)
    edition = workflow.schedule(story, by=editor, at=at)
    told = success_message("schedule", story, edition)
    there = at + timedelta(hours=9)
    assert f"{there:%H:%M}" in told and "in 3 hours, 20 minutes" in told


def test_withdrawing_says_what_the_address_answers(editor):
    story = make_live().article
    at = timezone.now() + timedelta(days=1, seconds=5)
    notice = workflow.withdraw(story, by=editor, reason="It was not so.", at=at)
    assert "Withdrawal scheduled for" in success_message("withdraw", story, notice)
    called_off = success_message("cancel", story, workflow.cancel(story, by=editor))
    assert called_off == "Withdrawal cancelled. The story stays live."
    edition = workflow.update(story, by=editor, change="minor", at=at)
    assert edition.live_from == at
    cancelled = success_message("cancel", story, workflow.cancel(story, by=editor))
    assert cancelled.startswith("Schedule cancelled.")


def test_who_was_told_is_named_and_escaped(editor):
    story = make_article()
    assert "notified" not in success_message("approve", story, None)
    story.told = ["Noor <Vell>"]
    assert "Noor &lt;Vell&gt; has been notified" in success_message("approve", story, None)


def test_the_page_of_a_story_shows_what_is_to_come_and_calls_it_off(client, editor):
    story = make_live().article
    at = timezone.now() + timedelta(hours=5)
    workflow.withdraw(story, by=editor, reason="The contract ends.", at=at)
    client.force_login(editor)
    change = reverse("admin:articles_article_change", args=[story.pk])
    page = client.get(change).content.decode()
    assert "Withdrawal on" in page and "Cancel schedule" in page
    story.refresh_from_db()
    page = client.post(change, sent(story, _action="cancel"), follow=True).content.decode()
    assert "Withdrawal cancelled." in page and "Withdrawal on" not in page


@pytest.mark.parametrize(
    ("groups", "alone", "acts"),
    [
        (["Editors"], True, ["publish", "submit"]),
        (["Editors"], False, ["submit"]),
        (["Reporters"], True, ["submit"]),
        ([], True, []),
    ],
)
def test_a_new_story_offers_what_the_person_may_do(roles, groups, alone, acts):
    make_outlet(require_second_person=not alone)
    person = make_user("somebody", *groups)
    assert [act.name for act in workflow.actions_for_new(person)] == acts


@pytest.mark.parametrize("address", ["n@x.example", ""])
def test_who_is_told_of_an_act_is_said_in_the_sentence(
    client, editor, django_capture_on_commit_callbacks, address
):
    noor = make_user("noor", "Reporters", email=address)
    story = make_article(created_by=noor)
    workflow.submit(story, by=noor)
    client.force_login(editor)
    change = reverse("admin:articles_article_change", args=[story.pk])
    with django_capture_on_commit_callbacks(execute=True):
        workflow.approve(story, by=editor)
    assert story.told == ["noor"]
    assert "noor has been notified" in success_message("approve", story, None)
    assert "Approved." in client.get(change).content.decode()


def test_the_blue_button_never_takes_a_story_from_readers(client, editor):
    story = make_live().article
    client.force_login(make_user("chief", "Administrators"))
    change = reverse("admin:articles_article_change", args=[story.pk])
    page = on_one_line(client.get(change).content.decode())
    button = page[: page.index(' name="_action" value="withhold"')].rpartition("<button")[2]
    assert "stop" in button and "default" not in button
    assert 'class="button default" name="_action"' not in page
