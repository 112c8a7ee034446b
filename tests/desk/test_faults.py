"""What goes wrong while somebody writes: nothing typed is lost, and every refusal is a sentence."""

from __future__ import annotations

import errno
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from articles import workflow
from articles.body import clean
from articles.models import Article, Edition
from desk.error_pages import explain_failure
from tests.articles.admin.test_article_admin import address, sent
from tests.factories import make_article, make_user, picture
from vocabulary.faults import is_disk_full
from vocabulary.text import html_to_text

FIELDS = (
    *("kicker", "headline", "standfirst", "dateline", "lead_caption"),
    *("short_headline", "seo_headline", "slug"),
)
LOCKED = 5  # seconds
UNRULED = "la"  # a language whose quotation marks the desk does not set


def autosave(desk: Client, story: Article, **changes):
    there = reverse("admin:story_autosave", args=[story.pk])
    return desk.post(there, sent(story, **changes))


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_saved_once(desk) -> None:
    story = make_article()
    data = sent(story, headline="Once", form_id=str(uuid4()))
    desk.post(address(story), data)
    answer = desk.post(address(story), data)
    assert answer.status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.version) == ("Once", 2)
    data = sent(story, _action="publish")
    for _again in range(2):
        desk.post(address(story), data)
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_tab_left_behind_by_a_takeover_keeps_its_words_and_writes_over_nothing(
    desk,
    editor,
    reporter,
) -> None:
    """The writer's tab stays open while the story is submitted and an editor takes it on."""
    story = make_article("As it was", created_by=reporter)
    writer = Client()
    writer.force_login(reporter)
    typed = {"headline": "Typed in the old tab", "form_id": str(uuid4())}
    left_behind = sent(story, **typed)
    workflow.submit(story, by=reporter)
    desk.post(address(story), sent(story, headline="The editor’s"))
    there = reverse("admin:story_autosave", args=[story.pk])
    answer = writer.post(there, left_behind)
    assert answer.status_code == 403 and "with the desk" in answer.json()["sentence"]
    assert writer.post(address(story), left_behind).status_code == 403
    story.refresh_from_db()
    workflow.send_back(story, by=editor, note="One more call, please")
    answer = writer.post(address(story), left_behind)
    assert b"Typed in the old tab" in answer.content and b"The editor" in answer.content
    assert Article.objects.get().headline == "The editor’s"


@pytest.mark.django_db
def test_a_step_taken_with_words_that_cannot_be_saved_any_more_gives_them_back(
    editor,
    reporter,
) -> None:
    """The story was spiked while its writer wrote on, and then pressed Submit."""
    story = make_article("As it was", created_by=reporter)
    writer = Client()
    writer.force_login(reporter)
    left_behind = sent(story, headline="Typed meanwhile", _action="submit")
    workflow.spike(story, by=editor)
    answer = writer.post(address(story), left_behind)
    page = answer.content.decode()
    assert answer.status_code == 403 and "is spiked" in page and "Typed meanwhile" in page
    as_stored = writer.post(address(story), sent(story, _action="submit"))
    assert as_stored.status_code == 302, "nothing to give back"


@pytest.mark.django_db
def test_who_is_late_hears_what_was_done_meanwhile(desk) -> None:
    story = make_article("As it was")
    left_behind = sent(story, headline="Typed meanwhile", form_id=str(uuid4()))
    workflow.publish(story, by=make_user("chief", "Editors"))
    answer = desk.post(reverse("admin:story_autosave", args=[story.pk]), left_behind)
    assert answer.status_code == 409 and answer.json()["sentence"].startswith("chief: “Publish")
    page = desk.post(address(story), left_behind).content.decode()
    assert "chief: “Publish" in page and "Typed meanwhile" in page


@pytest.mark.django_db
@pytest.mark.parametrize("is_deleted", [False, True])
def test_words_for_a_story_that_is_there_no_more_are_given_back(
    editor, contributor, is_deleted: bool
) -> None:
    """Deleted for good, or somebody else's now that the writer has another role."""
    story, writer = make_article("As it was", created_by=editor), Client()
    left_behind, there = sent(story, headline="Typed meanwhile"), address(story)
    writer.force_login(editor if is_deleted else contributor)
    if is_deleted:
        story.delete()
    answer = writer.post(there, left_behind)
    page = answer.content.decode()
    assert answer.status_code == 403 and "no longer open to you" in page
    assert "Typed meanwhile" in page


@pytest.mark.django_db
def test_an_ended_session_is_told_to_a_script(desk) -> None:
    story = make_article("As it was")
    Session.objects.all().delete()
    assert autosave(desk, story, headline="Typed").status_code == 401
    assert Article.objects.get().headline == "As it was"


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["autosave", "save"])
def test_a_body_of_two_hundred_thousand_characters_goes_in_and_is_compared(desk, way: str) -> None:
    paragraphs = [f"<p>{'The tide turned at noon. ' * 40} {number}.</p>" for number in range(200)]
    body = "".join(paragraphs)
    assert len(body) > 200_000
    story = make_article("Long", body="<p>Short.</p>")
    data = sent(story, body=body, form_id=str(uuid4()))
    there = (
        reverse("admin:story_autosave", args=[story.pk]) if way == "autosave" else address(story)
    )
    assert desk.post(there, data).status_code in (200, 302)
    story.refresh_from_db()
    assert story.body == body.replace(" </p>", "</p>")
    other = body.replace("at noon. 7.", "at ten. 7.").replace("noon", "midnight", 1)
    late = desk.post(address(story), {**data, "body": other, "form_id": str(uuid4())})
    assert b"<del>midnight</del>" in late.content


# --- the database is busy ------------------------------------------------------------------------


@contextmanager
def locked(story: Article, seconds: float) -> Iterator[None]:
    """Hold the story's row (on SQLite the whole database) from another connection."""
    holds = threading.Event()

    def hold_file() -> None:
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        holds.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    def hold_row() -> None:
        with transaction.atomic():
            Article.objects.select_for_update().get(pk=story.pk)
            holds.set()
            time.sleep(seconds)
        connections.close_all()

    holder = threading.Thread(target=hold_file if connection.vendor == "sqlite" else hold_row)
    holder.start()
    holds.wait()
    yield
    holder.join()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_database_locked_for_five_seconds_only_takes_longer(desk) -> None:
    story = make_article("As it was")
    with locked(story, LOCKED):
        answer = autosave(desk, story, headline="Autosaved", form_id=str(uuid4()))
    assert answer.status_code == 200
    story.refresh_from_db()
    with locked(story, LOCKED):
        desk.post(address(story), sent(story, headline="Saved", _action="publish"))
    assert Edition.objects.get().headline == "Saved"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_database_locked_for_longer_is_said_and_tried_again(desk) -> None:
    story, desk.raise_request_exception = make_article("As it was"), False
    if connection.vendor == "sqlite":
        impatient = "PRAGMA busy_timeout = 50"
    else:
        impatient = "SET lock_timeout = 50"
    with connection.cursor() as cursor:
        cursor.execute(impatient)
    try:
        with locked(story, 0.4):
            answer = autosave(desk, story, headline="Typed", form_id=str(uuid4()))
            save = desk.post(address(story), sent(story, headline="Typed with a button"))
    finally:
        connection.close()
    assert answer.status_code == 503 and "busy" in answer.json()["sentence"]
    assert save.status_code == 503 and "Typed with a button" in save.content.decode()
    assert autosave(desk, story, headline="Typed", form_id=str(uuid4())).status_code == 200


def failure(error: Exception, cause: Exception | None = None, code: int | None = None):
    if cause is not None and code is not None:
        cause.sqlite_errorcode = code
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (failure(OperationalError("refused"), psycopg.OperationalError()), "cannot be reached"),
        (failure(OperationalError("stops"), psycopg.errors.AdminShutdown()), "cannot be reached"),
        (failure(OperationalError("full"), psycopg.errors.TooManyConnections()), "be reached"),
        (failure(InterfaceError("connection already closed")), "cannot be reached"),
        (failure(OperationalError("lock"), psycopg.errors.LockNotAvailable()), "is busy"),
        (failure(OperationalError("dead"), psycopg.errors.DeadlockDetected()), "is busy"),
        (failure(OperationalError("database is locked"), sqlite3.OperationalError(), 5), "is busy"),
        (failure(OperationalError("read-only"), sqlite3.OperationalError(), 1032), "file cannot"),
        (failure(OperationalError("open"), sqlite3.OperationalError(), 14), "file cannot be used"),
        (failure(OperationalError("no such table: x"), sqlite3.OperationalError(), 1), "an error"),
    ],
)
def test_what_is_wrong_with_the_database_is_said(error, said) -> None:
    sentence = explain_failure(error)
    assert said in sentence
    assert ("busy" in sentence) is (said == "is busy"), "only of what is busy"


@pytest.mark.django_db
def test_a_folder_of_pictures_that_cannot_be_used_is_named(desk, settings, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")
    desk.raise_request_exception = False
    file = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    there = reverse("admin:photos_upload")
    answer = desk.post(there, {"file": file}, headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert f"folder of pictures, {settings.MEDIA_ROOT}." in answer.json()["sentence"]


# --- the disk is full ----------------------------------------------------------------------------


FULL = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100';
    END $$;
    CREATE TRIGGER no_room BEFORE UPDATE ON articles_article EXECUTE FUNCTION no_room()
"""


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the database have no more room than it has taken."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            full, mended = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 4294967294"
        else:
            full, mended = FULL, "DROP FUNCTION no_room CASCADE"
        cursor.execute(full)
        yield
        cursor.execute(mended)


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_named_and_nothing_typed_is_lost(editor) -> None:
    story = make_article("As it was")
    browser = Client(raise_request_exception=False)
    browser.force_login(editor)
    typed = {"headline": "Typed", "body": f"<p>{'No room for it. ' * 20_000}</p>"}
    with full_disk():
        told = autosave(browser, story, **typed, form_id=str(uuid4()))
        save = browser.post(address(story), sent(story, **typed))
    assert told.status_code == 503 and "disk is full" in told.json()["sentence"]
    page = save.content.decode()
    assert save.status_code == 503 and "disk is full" in page and "Save what I typed" in page
    assert "No room for it." in page and Article.objects.get().headline == "As it was"
    assert browser.post(address(story), sent(story, **typed)).status_code == 302
    assert Article.objects.get().headline == "Typed"


def test_a_full_disk_is_told_apart_from_other_faults() -> None:
    assert is_disk_full(OSError(errno.ENOSPC, "No space left on device"))
    assert not is_disk_full(OSError(errno.EACCES, "Permission denied")) and not is_disk_full(None)


# --- every string there is -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def naughty(shared: Path) -> list[str]:
    return json.loads((shared / "samples/naughty-strings/blns.json").read_text())


def as_stored(name: str, text: str) -> str:
    """Return what a field may hold of what was typed: forms fold line ends and outer space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(text.split()) if name == "headline" else text


@pytest.mark.slow
@pytest.mark.django_db
def test_every_naughty_string_goes_in_unchanged_or_is_refused_with_a_sentence(
    desk,
    naughty: list[str],
) -> None:
    story = make_article(language=UNRULED)
    refused = 0
    for text in naughty:
        story.refresh_from_db()
        before = {name: getattr(story, name) for name in FIELDS}
        body = f"<p>x{escape(text)}x</p>"
        answer = autosave(desk, story, **dict.fromkeys(FIELDS, text), body=body)
        assert answer.status_code == 200, text
        wrong = {fault["field"].removeprefix("id_"): fault for fault in answer.json()["errors"]}
        story.refresh_from_db()
        for name in FIELDS:
            expected = before[name] if name in wrong else as_stored(name, text)
            assert getattr(story, name) == expected, (name, text)
        if "body" not in wrong:
            assert "".join(html_to_text(story.body).split()) == "".join(f"x{text}x".split()), text
        assert clean(story.body) == story.body and "<script" not in story.body, text
        assert all(fault["label"] and fault["message"].strip() for fault in wrong.values()), text
        refused += len(wrong)
    assert refused, "some are too long for a line"


@pytest.mark.django_db
def test_a_number_longer_than_any_key_is_no_number_and_no_fault(desk, contributor) -> None:
    endless, story = "9" * 5000, make_article()
    for changes in (
        {"version": endless},
        {"bylines-0-id": endless},
        {"unattributed": f"{endless} quotation said"},
        {"lead_photo": endless},
    ):
        assert desk.post(address(story), sent(story, **changes)).status_code in (200, 302), changes
    reading = reverse("admin:copydesk", args=[story.pk])
    assert desk.post(reading, {"bylines-TOTAL_FORMS": endless}).status_code == 200
    compared = reverse("admin:story_compared", args=[story.pk])
    assert desk.get(compared, {"from": endless, "to": "now"}).status_code == 404
    own = make_article(created_by=contributor)
    workflow.submit(own, by=contributor)
    desk.force_login(contributor)
    assert desk.post(address(own), {"_action": "submit", "version": endless}).status_code == 302
