"""Commissions and notes: what is wanted, what is said, and who was told."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.workflow.checklist import missing_before_publication
from desk.dashboard import build_dashboard
from desk.models import Commission, Mention, Note
from desk.story.commissions import list_unmet_requests
from desk.story.notes import find_mentioned, post_note, send_mention_email
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_photo,
    make_section,
    make_user,
)
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
FROM_PAGE = {"X-Beside": "1"}


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Do something and send what it orders, as a commit would."""

    def do(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return do


@pytest.fixture
def noor(roles):
    return make_user("noor", "Reporters", first_name="Noor", last_name="Vell", email="n@x.example")


def note_on(client, story: Article, text: str) -> str:
    there = reverse("admin:add_note", args=[story.pk])
    return client.post(there, {"note": text}, headers=FROM_PAGE).content.decode()


# --- notes --------------------------------------------------------------------------------------


def test_a_note_is_kept_and_whoever_it_names_is_told(client, editor, noor, told) -> None:
    story = make_article("The gates\nof the port", assignee=noor)
    client.force_login(editor)
    panel = told(note_on, client, story, "Who pays? @Noor, please ask. <b>Now</b>")
    assert "Note added." in panel and "&lt;b&gt;Now&lt;/b&gt;" in panel
    [letter] = mail.outbox
    assert letter.to == ["n@x.example"] and "editor on “The gates of the port”" in letter.subject
    change = reverse("admin:articles_article_change", args=[story.pk])
    assert "Who pays?" in letter.body and change in letter.body
    page = client.get(change).content.decode()
    assert "Noor Vell: notified by email" in page


@pytest.mark.parametrize(
    ("person", "outcome"),
    [
        ({"username": "closed", "email": "c@x.example"}, "not notified: no access to this story"),
        (
            {"username": "silent", "is_superuser": True},
            "notified at the desk only (no email address)",
        ),
    ],
)
def test_who_is_not_told_is_named_with_the_reason(client, editor, told, person, outcome) -> None:
    make_user(**person)
    client.force_login(editor)
    panel = told(note_on, client, make_article(), f"@{person['username']} look at this")
    assert outcome in panel and mail.outbox == []


def test_an_email_that_cannot_be_sent_is_named(client, editor, noor, told, monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise SMTPException("no")

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    story = make_article(assignee=noor)
    told(post_note, story, by=editor, text="@noor", to=[noor])
    assert Mention.objects.get().outcome == Mention.Outcome.FAILED


def test_nobody_is_told_twice_of_one_note(editor, noor, told) -> None:
    note = told(post_note, make_article(assignee=noor), by=editor, text="Once", to=[noor])
    assert send_mention_email.enqueue(note.mentions.get().pk).return_value == "nothing to send"
    assert len(mail.outbox) == 1


def test_names_nobody_has_are_said(client, editor) -> None:
    client.force_login(editor)
    panel = note_on(client, make_article(), "@ghost and mail@x.example, see @editor.")
    assert "There is no user called @ghost." in panel
    assert [mention.person for mention in Mention.objects.all()] == [editor]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@noor", {"noor"}),
        ("(@NOOR).", {"noor"}),
        ("@noor.", {"noor"}),
        ("a@noor b@@noor", set()),
        ("", set()),
    ],
)
def test_what_is_a_name(noor, editor, text: str, names: set) -> None:
    assert {person.username for person in find_mentioned(text, editor)[0]} == names


@pytest.mark.parametrize(("text", "why"), [("  ", "Write a note first"), ("x" * 4001, "4000")])
def test_a_note_that_is_refused_stays_in_its_field(client, editor, text, why) -> None:
    client.force_login(editor)
    panel = note_on(client, make_article(), text)
    assert why in panel and text in panel and not Note.objects.exists()


def test_who_may_not_open_a_story_reads_and_writes_no_note(client, reporter, editor) -> None:
    story = make_article(created_by=editor)
    client.force_login(reporter)
    for name, send in (("add_note", client.post), ("story_people", client.get)):
        assert send(reverse(f"admin:{name}", args=[story.pk])).status_code == 404


def test_only_those_who_may_open_the_story_are_offered(client, editor, noor) -> None:
    story = make_article()
    client.force_login(editor)
    there = reverse("admin:story_people", args=[story.pk])
    assert client.get(there, {"q": "no"}).json() == {"people": []}
    Article.objects.filter(pk=story.pk).update(assignee=noor)
    offered = [{"name": "noor", "label": "Noor Vell"}]
    assert client.get(there, {"q": "NO"}).json() == {"people": offered}
    assert client.get(there, {"q": "vell"}).json() == {"people": offered}


def test_naming_costs_the_same_for_a_small_desk_and_a_large_one(client, editor) -> None:
    there = reverse("admin:story_people", args=[make_article().pk])
    client.force_login(editor)

    def fill(number: int) -> None:
        for _n in range(number):
            make_user("", "Editors")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(there).json()["people"]) == 8
        return len(queries)

    fill(8)
    few = cost()
    fill(12)
    assert cost() == few


def test_a_writer_hears_of_what_others_do_with_their_story(editor, noor, told) -> None:
    story = make_article("Hers", created_by=noor)
    told(workflow.submit, story, by=noor)
    assert mail.outbox == [] and story.told == []
    told(workflow.send_back, story, by=editor, note="Who pays?")
    assert story.told == ["Noor Vell"] and "Sent back: Who pays?" in mail.outbox[-1].body
    told(workflow.schedule, story, by=editor, at=timezone.now() + timedelta(days=1))
    assert len(mail.outbox) == 2 and "Scheduled for " in mail.outbox[-1].body


def test_the_first_page_shows_what_was_said_last_on_each_story(editor, noor) -> None:
    hers, other = make_article(created_by=noor), make_article(created_by=noor)
    for story, text in ((hers, "One"), (other, "Two"), (hers, "Three")):
        post_note(story, by=editor, text=text, to=[noor])
    assert [mention.note.text for mention in build_dashboard(noor).messages] == ["Three", "Two"]


def test_an_editor_who_publishes_their_own_story_tells_nobody(editor, told) -> None:
    story = make_article(created_by=editor)
    told(workflow.publish, story, by=editor)
    assert story.told == [] and not Note.objects.exists()


def test_withholding_erases_the_notes(administrator, editor) -> None:
    story = make_live().article
    post_note(story, by=editor, text="It says: …", to=[])
    workflow.withhold(story, by=administrator, reason="A court said so.")
    assert not Note.objects.exists()


# --- commissions --------------------------------------------------------------------------------


def test_a_story_is_commissioned_and_its_writer_told(client, editor, noor, told) -> None:
    author = make_author("Noor Vell", user=noor)
    client.force_login(editor)
    asked = {
        "headline": "What the gates cost",
        "section": make_section().pk,
        "assignee": noor.pk,
        "brief": "Ask the port.",
        "due_at": "2030-01-04T18:00",
        "words": 800,
        "needs_picture": "on",
    }
    page = told(client.post, reverse("admin:commission_story"), asked, follow=True)
    story = Article.objects.get()
    assert (story.assignee, story.created_by, story.status) == (noor, editor, "draft")
    assert [line.author for line in story.bylines.all()] == [author]
    assert story.commission.needs_picture and not story.commission.needs_legal
    said = "Due Fri 4 Jan, 18:00. 800 words. Needs a photo."
    assert said in mail.outbox[0].body and "Ask the port." in mail.outbox[0].body
    text = page.content.decode()
    assert "Noor Vell is notified by email." in text and said in text
    client.force_login(noor)
    change = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert 'name="headline"' in change and "Ask the port." in change
    assert 'name="commission-brief"' not in change


def test_what_is_wanted_may_change_and_the_writer_hears_of_it(client, editor, noor, told) -> None:
    story = make_article(assignee=noor)
    client.force_login(editor)
    there = reverse("admin:save_commission", args=[story.pk])
    panel = told(client.post, there, {"commission-words": "300"}, headers=FROM_PAGE)
    assert (
        "Noor Vell is notified." in panel.content.decode() and "300 words." in mail.outbox[0].body
    )
    client.post(there, {"commission-words": "300"}, headers=FROM_PAGE)
    assert Commission.objects.get().words == 300 and Note.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"words": "-4"}, {"words": "many"}, {"due_at": "tomorrow"}, {"brief": "x" * 4001}]
)
def test_a_commission_that_makes_no_sense_is_refused_with_a_sentence(client, editor, wrong) -> None:
    story = make_article()
    client.force_login(editor)
    sent = {f"commission-{name}": value for name, value in wrong.items()}
    there = reverse("admin:save_commission", args=[story.pk])
    panel = client.post(there, sent, headers=FROM_PAGE).content.decode()
    assert "flag stop" in panel and not Commission.objects.exists()


def test_only_editors_commission(client, reporter) -> None:
    story = make_article(created_by=reporter)
    client.force_login(reporter)
    assert client.get(reverse("admin:commission_story")).status_code == 403
    there = reverse("admin:save_commission", args=[story.pk])
    panel = client.post(there, {"commission-words": "300"}, headers=FROM_PAGE).content.decode()
    assert "Only editors can commission stories." in panel and not Commission.objects.exists()


# --- what is still asked ----------------------------------------------------------------------


def asked_of(story: Article) -> list[str]:
    return [ask.sentence for ask in list_unmet_requests(story)]


def test_what_a_commission_asks_for_stands_before_it_goes(client, editor) -> None:
    story = make_article("Tide tables", body=f"<p>{'word ' * 100}</p>")
    Commission.objects.create(article=story, words=200, needs_picture=True, needs_legal=True)
    client.force_login(editor)
    change = reverse("admin:articles_article_change", args=[story.pk])
    page = on_one_line(client.get(change).content.decode())
    todo = page[page.index('id="h-check"') :]
    todo = todo[: todo.index("</section>")]
    assert "3 to check" in todo and "complete" not in todo
    assert 'href="#id_lead_photo">The commission asks for a photo.' in todo
    assert "asks for 200 words; the story has 100." in todo
    assert "Legal review" in todo
    assert missing_before_publication(story) == []


def test_a_commission_that_is_met_asks_nothing() -> None:
    story = make_article("Tide tables", body=f"<p>{'word ' * 170}</p>", lead_photo=make_photo())
    Commission.objects.create(article=story, words=200, needs_picture=True)
    assert asked_of(story) == []
    Commission.objects.update(words=214)
    story.refresh_from_db()
    assert asked_of(story) == ["The commission asks for 214 words; the story has 170."]


def test_of_a_story_that_is_out_nothing_is_asked_any_more() -> None:
    story = make_live().article
    Commission.objects.create(article=story, needs_legal=True)
    assert asked_of(story) == []
    story.is_out = False
    assert len(asked_of(story)) == 1


def test_a_reporter_adding_the_picture_sees_the_checklist_follow(client, reporter) -> None:
    story = make_article("Tide tables", created_by=reporter)
    Commission.objects.create(article=story, needs_picture=True)
    client.force_login(reporter)
    there = reverse("admin:story_autosave", args=[story.pk])
    sent = {"version": story.version, "headline": "Tides", "section": story.section_id}
    sent |= {"kind": "news", "language": "en", "body": "<p>Words.</p>"}
    for part in ("bylines", "citations", "related_rows"):
        sent |= {f"{part}-TOTAL_FORMS": 0, f"{part}-INITIAL_FORMS": 0}
    assert "asks for a photo" in client.post(there, sent).json()["checklist"]


def test_a_mail_server_that_never_answers_costs_seconds_and_no_other_task(editor, settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30
    assert send_mention_email.queue_name == "mail"
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # it takes connections and says nothing
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = deaf.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        began = time.monotonic()
        note = post_note(make_article(), by=None, text="@editor look", to=[with_address(editor)])
        mention = note.mentions.get()
        send_mention_email.call(mention.pk)
    mention.refresh_from_db()
    assert mention.outcome == mention.Outcome.FAILED and time.monotonic() - began < 10


def with_address(person):
    person.email = "editor@paper.example"
    person.save()
    return person
