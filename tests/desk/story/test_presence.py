"""Who else is on a story, and what makes a window's text an old one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from desk.models import Presence
from newsroom import periodic
from tests.articles.admin.test_article_admin import LIST, address, sent
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


class Window:
    """A window of somebody's on a story."""

    def __init__(self, person, story: Article) -> None:
        self.client, self.story, self.form_id = Client(), story, str(uuid4())
        self.client.force_login(person)
        self.version = story.version

    def beat(self, **more: str):
        there = reverse("admin:story_presence", args=[self.story.pk])
        return self.client.post(there, {"form_id": self.form_id, "version": self.version, **more})

    def others(self) -> list[str]:
        return [other["name"] for other in self.beat().json()["others"]]


@pytest.fixture
def noor(roles):
    return make_user("noor", "Editors", first_name="Noor", last_name="Vell")


def test_each_sees_the_others_once_and_not_themselves(editor, noor) -> None:
    story = make_article()
    mine, theirs, theirs_too = Window(editor, story), Window(noor, story), Window(noor, story)
    assert mine.others() == [] and theirs.others() == ["editor"]
    theirs_too.beat()
    assert mine.others() == ["Noor Vell"]


def test_who_leaves_or_is_not_heard_any_more_is_gone(editor, noor) -> None:
    story = make_article()
    mine, theirs = Window(editor, story), Window(noor, story)
    theirs.beat()
    theirs.beat(leaving="1")
    assert mine.others() == []
    theirs.beat()
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=91))
    assert mine.others() == []
    periodic.run_every_day(timezone.now() + timedelta(days=1))
    assert not Presence.objects.exists()


def test_a_window_hears_who_saved_and_which_step_was_taken(editor, noor) -> None:
    story = make_article()
    mine = Window(editor, story)
    assert "news" not in mine.beat().json()
    other = Client()
    other.force_login(noor)
    other.post(address(story), sent(story, headline="Theirs", form_id=str(uuid4())))
    assert "Noor Vell saved this story" in mine.beat().json()["news"]
    story.refresh_from_db()
    workflow.submit(story, by=noor)
    assert "Noor Vell: “Submitted for review”" in mine.beat().json()["news"]


def test_its_own_save_is_no_news_to_a_window(editor) -> None:
    story = make_article()
    mine, second = Window(editor, story), Window(editor, story)
    there = reverse("admin:story_autosave", args=[story.pk])
    mine.client.post(there, sent(story, headline="Mine", form_id=mine.form_id))
    assert "news" not in mine.beat().json()
    assert "in another window" in second.beat().json()["news"]


def test_a_story_that_is_not_open_to_somebody_says_nothing_of_who_is_there(
    editor,
    contributor,
    client,
) -> None:
    story = make_article()
    Window(editor, story).beat()
    assert Window(contributor, story).beat().status_code == 403
    assert client.post(reverse("admin:story_presence", args=[story.pk])).status_code == 401


def test_the_list_names_who_is_on_a_story(editor, noor) -> None:
    window = Window(noor, make_article("Somebody is on it"))
    window.beat()
    window.client.force_login(editor)
    assert "Noor Vell</span>" in window.client.get(reverse(LIST)).content.decode()
