"""What the desk answers when something is wrong: a sentence, a way back, and what was typed."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from articles import workflow
from articles.models import Article
from desk import error_pages as desk_faults
from newsroom import error_views
from tests.articles.admin.test_article_admin import address, sent
from tests.factories import make_article, make_outlet, make_source, make_user

FIELD = re.compile(r'<textarea name="([^"]+)" hidden>&#10;(.*?)</textarea>', re.DOTALL)
HERE = {"origin": "http://testserver"}
SCRIPT = {"accept": "application/json"}


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what a page carries, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for name, value in FIELD.findall(page):
        found.setdefault(name, []).append(unescape(value))
    return found


def strict(user) -> Client:
    """A browser, whose forms need their secret."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


def token_in(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


@pytest.mark.django_db
def test_what_may_not_be_opened_is_said_in_the_desks_face_with_a_way_back(client, editor) -> None:
    client.force_login(editor)
    answer = client.get(reverse("admin:my_bio"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your user account is not linked to an author" in page
    assert f'href="{reverse("admin:index")}"' in page and "desk/desk.css" in page


@pytest.mark.django_db
@pytest.mark.parametrize("there", ["articles/article/99999/history/", "nothing/here/"])
def test_an_address_of_the_desk_that_leads_nowhere_shows_no_stories_and_leads_back(
    desk,
    there: str,
) -> None:
    answer = desk.get(f"/admin/{there}")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


@pytest.mark.django_db
def test_what_is_typed_into_a_story_that_went_to_the_desk_is_given_back(reporter) -> None:
    story = make_article("As it was", created_by=reporter)
    left_behind = sent(story, headline="Typed in <b>the</b> old tab", body="<p>Old & new.</p>")
    workflow.submit(story, by=reporter)
    writer = Client()
    writer.force_login(reporter)
    answer = writer.post(address(story), left_behind)
    page = answer.content.decode()
    assert answer.status_code == 403 and "is with the desk" in page
    assert "Typed in &lt;b&gt;the&lt;/b&gt; old tab" in page
    assert "<p>Old &amp; new.</p>" in page, "the text reads as a text"


@pytest.mark.django_db
def test_a_form_sent_after_the_session_ended_goes_on_from_the_log_in(editor) -> None:
    """Without a script: the form, the log-in, one button, saved."""
    story = make_article("As it was", body="<p>As it was.</p>")
    browser = strict(editor)
    secret = token_in(browser.get(address(story)).content.decode())
    typed = sent(story, headline="Typed\u2028 & <kept>", body="<p>\nTwo “lines”.</p>", topics=[])
    Session.objects.all().delete()
    answer = browser.post(address(story), typed | {"csrfmiddlewaretoken": secret}, headers=HERE)
    log_in = answer.content.decode()
    assert answer.status_code == 401 and "what you typed is kept" in log_in
    named = {"username": editor.username, "password": "wrong", "next": address(story)}
    for password in ("wrong", "password"):
        form = fields_of(log_in) | named
        form |= {"password": password, "csrfmiddlewaretoken": token_in(log_in)}
        log_in = browser.post(reverse("admin:login"), form, headers=HERE).content.decode()
    assert "You are logged in again" in log_in and "password" not in fields_of(log_in)
    assert Article.objects.get().headline == "As it was"
    form = fields_of(log_in) | {"csrfmiddlewaretoken": token_in(log_in)}
    there = re.search(r'<form method="post" action="([^"]+)"', log_in)[1]
    assert there == address(story)
    assert browser.post(there, form, headers=HERE).status_code == 302
    story.refresh_from_db()
    assert story.headline == "Typed & <kept>"
    assert "Two “lines”." in story.body and story.edited_by == editor


@pytest.mark.django_db
def test_a_form_with_an_old_secret_is_kept_and_sent_again(editor) -> None:
    """Somebody logged out and in again in another tab: the secret of the first one is old."""
    source, browser = make_source("Harbour office"), strict(make_user("chief", is_superuser=True))
    there = reverse("admin:sources_source_change", args=[source.pk])
    shown = browser.get(there)
    form = shown.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"description": "Typed with\r\ntwo lines", "csrfmiddlewaretoken": "a" * 64}
    answer = browser.post(there, data, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 403 and "You are logged in as chief" in page
    nobody = Client(enforce_csrf_checks=True)
    logged_out = nobody.post(there, data, headers=HERE).content.decode()
    assert "You’ve been logged out" in logged_out
    again = fields_of(page) | {"csrfmiddlewaretoken": token_in(page)}
    assert browser.post(there, again, headers=HERE).status_code == 302
    source.refresh_from_db()
    assert source.description.splitlines() == ["Typed with", "two lines"]


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}])
def test_what_another_site_sends_has_no_button(editor, headers: dict) -> None:
    story = make_article("As it was")
    answer = strict(editor).post(
        address(story), sent(story, headline="Slipped in"), headers=headers
    )
    assert answer.status_code == 403
    assert not fields_of(answer.content.decode())


@pytest.mark.django_db
def test_a_script_with_an_old_secret_hears_that_it_is_logged_out(editor) -> None:
    story = make_article()
    there = reverse("admin:story_autosave", args=[story.pk])
    answer = strict(editor).post(there, sent(story), headers=HERE | SCRIPT)
    assert answer.status_code == 401 and "logged in as editor" in answer.json()["sentence"]


@pytest.mark.django_db
def test_no_page_shows_a_password(rf, editor) -> None:
    there = reverse("admin:password_change")
    sent_there = {"old_password": "one", "new_password1": "a long new one", "username": "editor"}
    request = rf.post(there, sent_there)
    page = desk_faults.server_error(request).content.decode()
    assert "a long new one" not in page and "old_password" not in page


@pytest.mark.django_db
def test_a_broken_desk_gives_back_what_was_typed_without_a_database(
    editor,
    monkeypatch,
    django_assert_num_queries,
    rf,
) -> None:
    story = make_article()
    browser = Client(raise_request_exception=False)
    browser.force_login(editor)
    monkeypatch.setattr(workflow, "claim_version", lambda *args, **kwargs: 1 / 0)
    answer = browser.post(address(story), sent(story, headline="Typed before the fall"))
    page = answer.content.decode()
    assert answer.status_code == 500 and "Typed before the fall" in page
    assert fields_of(page)["headline"] == ["Typed before the fall"]
    with django_assert_num_queries(0):
        error_views.server_error(rf.post(address(story), {"headline": "Typed"}))
        error_views.server_error(rf.get("/"))


@pytest.mark.django_db
def test_what_is_too_much_is_refused_with_a_sentence(desk, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    story = make_article()
    for headers in ({}, SCRIPT):
        answer = desk.post(address(story), sent(story, body="x" * 20_000), headers=headers)
        assert answer.status_code == 413 and "10 MB" in answer.content.decode()
    assert answer.json()["sentence"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        lambda request: error_views.bad_request(request, RequestDataTooBig()),
        lambda request: error_views.forbidden(request, PermissionDenied()),
        lambda request: error_views.csrf_failure(request, "CSRF cookie not set."),
        lambda request: error_views.not_found(request, Exception()),
    ],
)
def test_readers_are_answered_in_the_papers_face(rf, answer) -> None:
    request = rf.get("/world/")
    request.outlet = make_outlet(name="The Tide", language="nl")
    page = answer(request).content.decode()
    assert "The Tide" in page and '<html lang="nl"' in page and "Fout " in page
    assert 'class="kicker"' in page


@pytest.mark.django_db
def test_a_name_that_is_not_ours_is_answered_without_a_database(
    rf,
    django_assert_num_queries,
) -> None:
    translation.activate("nl")  # as the thread did for the page before
    with django_assert_num_queries(0):
        answer = error_views.bad_request(
            rf.get("/", headers={"host": "elsewhere"}), DisallowedHost()
        )
    assert answer.status_code == 400 and "Op dit adres staat geen site." in answer.content.decode()


@pytest.mark.django_db
def test_readers_get_a_page_when_there_is_no_database(monkeypatch) -> None:
    def gone(*args, **kwargs):
        raise OperationalError("no such server")

    translation.activate("en-gb")
    monkeypatch.setattr("outlet.models.OutletQuerySet.current", gone)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "We will be back in a moment" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_carried_through_a_log_in_is_still_the_same_form(editor) -> None:
    story, form_id = make_article("As it was"), str(uuid4())
    browser = Client()
    there = reverse("admin:story_autosave", args=[story.pk])
    browser.force_login(editor)
    browser.post(there, sent(story, headline="Autosaved", form_id=form_id, save_seq="1"))
    browser.logout()
    answer = browser.post(
        address(story), sent(story, headline="Saved", form_id=form_id, save_seq="2")
    )
    form = fields_of(answer.content.decode()) | {"username": "editor", "password": "password"}
    answer = browser.post(reverse("admin:login"), form | {"next": address(story)})
    assert browser.post(address(story), fields_of(answer.content.decode())).status_code == 302
    assert Article.objects.get().headline == "Saved"


def test_an_address_that_only_takes_what_is_sent_says_so(client, editor):
    client.force_login(editor)
    story = make_article()
    answer = client.get(reverse("admin:add_note", args=[story.pk]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address cannot be opened directly" in answer.content.decode()
    assert "Go to the desk" in answer.content.decode()
