"""The desk's first page and its frame: what each person finds there, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from desk.models import Commission
from desk.story.notes import post_note
from tests.factories import make_article, make_author, make_live_many, make_photo, make_user
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
DESK = "/admin/"


def page_for(client: Client, person) -> str:
    client.force_login(person)
    answer = client.get(DESK)
    assert answer.status_code == 200
    return on_one_line(answer.content.decode())


def test_an_editor_finds_what_is_in_review_oldest_first(client, editor, reporter) -> None:
    for headline, hours in (("Newer", 1), ("Older", 6)):
        story = make_article(headline, created_by=reporter)
        workflow.submit(story, by=reporter)
        moment = timezone.now() - timedelta(hours=hours)
        Article.objects.filter(pk=story.pk).update(submitted_at=moment)
    page = page_for(client, editor)
    assert page.index("Older") < page.index("Newer")
    assert "6 h 0 min" in page and "age late" in page


def test_a_writer_finds_what_was_sent_back_and_nobody_elses_work(
    client,
    contributor,
    editor,
) -> None:
    mine = make_article("Mine", created_by=contributor)
    make_article("Not mine", created_by=editor)
    workflow.submit(mine, by=contributor)
    workflow.send_back(mine, by=editor, note="Who pays?")
    page = page_for(client, contributor)
    assert "Sent back: “Who pays?”" in page and "Not mine" not in page
    assert "Waiting for review" not in page


def test_what_comes_next_stands_in_order(client, editor) -> None:
    for headline, hours in (("In nine hours", 9), ("In three hours", 3), ("In two days", 48)):
        at = timezone.now() + timedelta(hours=hours)
        workflow.schedule(make_article(headline, created_by=None), by=editor, at=at)
    page = page_for(client, editor)
    timeline = page[page.index("Next 24 hours") :]
    assert timeline.index("In three hours") < timeline.index("In nine hours")
    assert "In two days" not in timeline


def test_a_photos_missing_papers_are_named_as_its_form_names_them(client, photographer) -> None:
    make_photo("Bare picture", alt="", credit="")
    assert "missing: alt text and credit" in page_for(client, photographer)


def test_each_finds_what_is_theirs(client, photographer, staff_manager, stranger) -> None:
    make_author("Unchecked Guest")
    make_photo("Bare picture", credit="")
    make_article("A secret headline")
    for person, theirs, others in (
        (photographer, "Bare picture", "Unchecked Guest"),
        (staff_manager, "Unchecked Guest", "Bare picture"),
    ):
        page = page_for(client, person)
        assert theirs in page and others not in page and "A secret headline" not in page
    page = page_for(client, stranger)
    assert "Unchecked Guest" not in page and "Bare picture" not in page
    assert reverse("admin:articles_article_changelist") not in page


@pytest.mark.parametrize(
    ("person", "nouns"),
    [
        ("contributor", {"Stories", "Topics", "Sections"}),
        (
            "editor",
            {"Stories", "Fronts", "Breaking banner", "Photos", "Sources", "Topics", "Sections"}
            | {"Authors", "House rules"},
        ),
        ("photographer", {"Photos", "Sources"}),
        ("staff_manager", {"Photos", "Authors"}),
    ],
)
def test_the_sidebar_names_what_one_may_open(client, request, person: str, nouns: set) -> None:
    client.force_login(request.getfixturevalue(person))
    groups = client.get(DESK).context["desk_nav"]
    labels = {item.label for group in groups for item in group.items}
    assert labels == nouns | {"Desk"}


def test_the_first_page_costs_the_same_for_few_stories_and_many(client, editor) -> None:
    client.force_login(editor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(DESK)
        return len(queries)

    def fill(number: int) -> None:
        make_live_many(number, created_by=editor)
        for _n in range(number):
            workflow.submit(make_article(created_by=editor), by=editor)
            at = timezone.now() + timedelta(hours=2)
            workflow.schedule(make_article(created_by=editor), by=editor, at=at)

    fill(2)
    client.get(DESK)
    few = cost()
    fill(6)
    assert cost() == few <= 25


def test_logging_out_and_changing_the_password_wear_the_desk(client, editor) -> None:
    client.force_login(editor)
    page = client.get(reverse("admin:password_change")).content.decode()
    assert "desk/desk.css" in page and 'name="old_password"' in page
    page = client.post(reverse("admin:logout")).content.decode()
    assert "You have logged out" in page


def test_no_page_of_the_desk_has_inline_style_or_script_without_a_nonce(client, editor) -> None:
    story = make_article()
    client.force_login(editor)
    for there in (DESK, "/admin/articles/article/", f"/admin/articles/article/{story.pk}/change/"):
        answer = client.get(there)
        page = answer.content.decode()
        assert "<style" not in page and " style=" not in page
        for script in page.split("<script")[1:]:
            tag = script[: script.index(">")]
            assert "src=" in tag or "nonce=" in tag, tag
        policy = answer["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy and "style-src 'self'" in policy


def test_groups_are_shown_to_administrators_and_not_changed_by_them(client, administrator) -> None:
    client.force_login(administrator)
    group = Group.objects.get(name="Editors")
    there = reverse("admin:auth_group_change", args=[group.pk])
    make_user("ada", "Editors", first_name="Ada", last_name="Byron")
    page = client.get(there).content.decode()
    assert ">Ada Byron</a>" in page
    assert "submit a story for review" in page and "articles | story" not in page.lower()
    assert page.count("<dt>Topics</dt><dd>add, change, delete, view</dd>") == 1
    assert client.post(there, {"name": "Kings"}).status_code == 403


def test_the_list_of_log_ins_names_people_and_their_groups(client, administrator) -> None:
    client.force_login(administrator)
    make_user("ada", "Editors", first_name="Ada", last_name="Byron")
    make_user("left", is_active=False)
    page = client.get(reverse("admin:staff_user_changelist")).content.decode()
    row = page[page.index(">Ada Byron</a>") :]
    assert "Editors" in row[: row.index("</tr>")]
    assert page.count("deactivated") == 1


@pytest.mark.parametrize(
    ("there", "noun"),
    [
        ("sources_source", "sources"),
        ("articles_topic", "topics"),
        ("photos_photo", "photos"),
        ("articles_houserule", "house rules"),
    ],
)
def test_an_empty_list_says_what_belongs_there_and_counts_nothing(
    client,
    editor,
    there: str,
    noun: str,
) -> None:
    client.force_login(editor)
    page = client.get(reverse(f"admin:{there}_changelist")).content.decode()
    assert f"No {noun} yet." in page and f">0 {noun}<" not in page


def test_an_empty_trash_says_so(client, editor) -> None:
    client.force_login(editor)
    there = reverse("admin:sources_source_changelist")
    assert "The trash is empty." in client.get(there, {"trash": "yes"}).content.decode()


def test_my_work_stands_by_when_it_is_due_and_says_what_is_late(client, reporter) -> None:
    now = timezone.now()
    for headline, hours in (("Due later", 30), ("Was due", -5), ("Due soon", 3)):
        story = make_article(headline, assignee=reporter)
        Commission.objects.create(article=story, due_at=now + timedelta(hours=hours))
    make_article("Not due", created_by=reporter)
    page = page_for(client, reporter)
    mine = page[page.index("My stories") :]
    order = [mine.index(words) for words in ("Was due", "Due soon", "Due later", "Not due")]
    assert order == sorted(order)
    assert mine.count("late</span>") == 1 and mine.count("due ") == 2


def test_what_is_handed_in_is_due_no_more(client, reporter, editor) -> None:
    story = make_article("Handed in", assignee=reporter, created_by=reporter)
    Commission.objects.create(article=story, due_at=timezone.now() - timedelta(hours=1))
    assert "Overdue since" in page_for(client, editor)
    workflow.submit(story, by=reporter)
    page = page_for(client, editor)
    assert "Handed in" in page and "Overdue since" not in page


def test_stories_without_a_picture_are_warned_of(client, editor) -> None:
    bare, soon = make_article("Bare and live"), make_article("Bare and coming")
    pictured = make_article("Pictured", lead_photo=make_photo())
    for story in (bare, pictured):
        workflow.publish(story, by=editor)
    workflow.schedule(soon, by=editor, at=timezone.now() + timedelta(hours=2))
    page = page_for(client, editor)
    warned = page[page.index("Needs attention") :]
    assert warned.index("Bare and coming") < warned.index("Bare and live")
    assert "Pictured" not in warned


def test_what_is_said_to_me_stays_until_i_answer(client, editor, reporter) -> None:
    story = make_article("Talked about", assignee=reporter)
    post_note(story, by=editor, text="Who pays?", to=[reporter])
    page = page_for(client, reporter)
    assert "Messages" in page and "Who pays?" in page
    assert "Who pays?" not in page_for(client, editor)
    post_note(story, by=reporter, text="The port does.", to=[])
    assert "Messages" not in page_for(client, reporter)
