"""What goes wrong on the way, in a browser: nothing typed is lost, and the sheet says what is."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from playwright.sync_api import Error, expect

from articles import workflow
from articles.models import Article, Edition
from desk.story import autosave
from tests.browser.desk import (
    FAILED,
    SAVE,
    TEXT,
    log_in,
    open_story,
    paste,
    press,
    said,
    type_and_wait,
)
from tests.factories import make_article, make_outlet, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTOSAVE = "**/autosave/"
PORTAL = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel</h1>"}
ANSWERS = {
    "another page in its place": (PORTAL, "offline", "does not answer"),
    "a fault": ({"status": 500, "body": "oh"}, "offline", "does not answer"),
    "a full disk": (
        {"status": 503, "json": {"sentence": "The server’s disk is full."}},
        "offline",
        "disk is full. What you type waits in this browser",
    ),
    "an unknown refusal": ({"status": 403, "body": "no"}, "out", "logged out"),
    "another page elsewhere": (
        {"status": 302, "headers": {"location": "/"}},
        "offline",
        "does not",
    ),
}


def entries(page) -> list[dict]:
    """Return what the browser's store holds of what was typed."""
    kept = page.evaluate("Object.entries(localStorage)")
    return [json.loads(value) for key, value in kept if key.startswith("newsroom:unsent:")]


def in_store(page, words: str) -> bool:
    return any(words in json.dumps(entry["fields"]) for entry in entries(page))


def wait_for_field(page, story: Article, name: str, value: str) -> None:
    """Wait until the server has what a page that is gone has sent."""
    for _look in range(50):
        story.refresh_from_db()
        if getattr(story, name) == value:
            return
        page.wait_for_timeout(100)
    assert getattr(story, name) == value


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_none_loses_nothing(at_desk, editor, answer: str) -> None:
    story = make_article("Written in a hotel", body="")
    given, state, words = ANSWERS[answer]
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    page.route(AUTOSAVE, lambda route: route.fulfill(**given))
    page.click(TEXT)
    page.keyboard.type("Typed behind the portal.")
    assert words in said(page, state)
    assert in_store(page, "Typed behind the portal.")
    page.unroute(AUTOSAVE)
    with page.expect_response(AUTOSAVE, timeout=15_000):
        pass
    said(page, "saved")
    story.refresh_from_db()
    assert story.body == "<p>Typed behind the portal.</p>"
    assert not entries(page)


def test_a_text_that_is_too_large_is_told_so_and_not_sent_again(at_desk, editor) -> None:
    story = make_article("Far too long")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    page.evaluate("document.getElementById('saving').dataset.most = 30000")
    page.click(TEXT)
    paste(page, f"<p>{'The tide turned. ' * 2500}</p>")
    assert "larger than ten megabytes" in said(page, "unsaved")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    assert len(page.inner_text(TEXT)) > 40_000, "still the same page"
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("Short again.")
    said(page, "saved")
    story.refresh_from_db()
    assert story.body == "<p>Short again.</p>"


def test_what_is_typed_after_pressing_save_is_offered_on_the_page_that_comes(
    at_desk,
    editor,
) -> None:
    """The server takes a second and a half; nobody stops writing for that."""
    story = make_article("Saved in mid-sentence", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)

    def slowly(route) -> None:
        if route.request.method == "POST":
            page.wait_for_timeout(1500)
        route.continue_()

    page.click(TEXT)
    page.keyboard.type("Before.")
    page.route(
        "**/change/",
        lambda route: slowly(route) if route.request.method == "POST" else route.continue_(),
    )
    page.keyboard.press("Control+s")
    page.keyboard.type(" After the press.")
    page.wait_for_selector(".messagelist")
    page.unroute("**/change/")
    story.refresh_from_db()
    assert story.body == "<p>Before.</p>"
    page.wait_for_selector("#unsent")
    press(page, "[data-put-in]")
    story.refresh_from_db()
    assert story.body == "<p>Before. After the press.</p>"
    assert page.is_hidden("#unsent") and not entries(page)


def test_a_browser_that_refuses_its_store_saves_all_the_same(at_desk, editor) -> None:
    story = make_article("Written in private", body="")
    page, site = at_desk(editor)
    page.expected += [FAILED, "No store here"]  # the admin's own script of colours
    page.add_init_script(
        "const refuse = { get() { throw new DOMException('No store here') } };"
        "Object.defineProperty(window, 'localStorage', refuse)"
    )
    open_story(page, site, story)
    page.click(TEXT)
    type_and_wait(page, "Typed.")
    story.refresh_from_db()
    assert story.body == "<p>Typed.</p>"
    page.context.set_offline(True)
    page.keyboard.type(" And more.")
    page.wait_for_selector("#saving .full")
    assert "Do not close the page" in page.inner_text("#saving .full")
    page.context.set_offline(False)


def test_a_full_store_throws_away_nobodys_words(at_desk, editor) -> None:
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    page.evaluate(
        """user => {
            const entry = { user, formId: "older", story: "", at: 1, saveSeq: 0, headline: "" }
            localStorage.setItem("newsroom:unsent:older", JSON.stringify({ ...entry, fields: [] }))
            const fill = (size, n) => localStorage.setItem(`${size}-${n}`, "x".repeat(size))
            for (let size = 2 ** 22; size >= 1; size /= 2)
                try { for (let n = 0; ; n++) fill(size, n) } catch {}
        }""",
        str(editor.pk),
    )
    open_story(page, site, make_article("Typed into a full browser"))
    page.context.set_offline(True)
    page.fill("#id_kicker", "Flood")
    page.wait_for_selector("#saving .full")
    assert page.evaluate("localStorage.getItem('newsroom:unsent:older')")
    page.context.set_offline(False)
    said(page, "saved")


def test_a_clock_that_was_wrong_throws_nothing_away(at_desk, editor) -> None:
    """A laptop whose battery was empty wakes in the year 2000; a day later its clock is right."""
    story, page_of = make_article("Typed in the year 2000"), make_article("Another")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    page.add_init_script("if (location.hash === '#early') Date.now = () => 946684800000")
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/#early")
    page.wait_for_selector(TEXT)
    page.context.set_offline(True)
    page.fill("#id_kicker", "Flood")
    said(page, "offline")
    page.close(run_before_unload=False)
    page = page.context.new_page()
    page.context.set_offline(False)
    open_story(page, site, page_of)
    page.fill("#id_kicker", "Other")
    said(page, "saved")
    open_story(page, site, story)
    page.wait_for_selector("#unsent")


def test_a_long_text_is_asked_after_when_its_page_is_left_at_once(at_desk, editor) -> None:
    """More than a browser sends from a page that is gone: it asks, and sends meanwhile."""
    story = make_article("Long", body="<p>" + "The tide turned at noon. " * 8000 + "</p>")
    page, site = at_desk(editor)
    open_story(page, site, story)
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.click("#id_kicker")
    page.keyboard.type("Flood")
    other = page.context.new_page()
    page.close(run_before_unload=True)
    wait_for_field(other, story, "kicker", "Flood")
    assert asked == ["beforeunload"]


def test_a_tab_closed_right_after_the_last_key_has_sent_it(at_desk, editor) -> None:
    story = make_article("Closed at once", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(TEXT)
    page.keyboard.type("The last word.")
    other = page.context.new_page()
    page.close(run_before_unload=True)
    wait_for_field(other, story, "body", "<p>The last word.</p>")


@pytest.mark.parametrize("seconds", [0, 1.5])
def test_who_leaves_a_story_and_comes_back_goes_on_where_they_were(
    at_desk, editor, monkeypatch, seconds: float
) -> None:
    """Also where they are back before what they had typed last has arrived."""
    story = make_article("Left for a moment", body="<p>One.</p>")
    try_save = autosave._try_save

    def slowly(*args: object) -> JsonResponse:
        time.sleep(seconds)
        return try_save(*args)

    monkeypatch.setattr(autosave, "_try_save", slowly)
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.fill("#id_kicker", "Flood")
    page.click("#nav-sidebar a[href$='/articles/article/']")
    page.wait_for_selector("#changelist")
    page.go_back()
    expect(page.locator("#id_kicker")).to_have_value("Flood")
    page.wait_for_timeout(1000)
    assert page.is_hidden("#unsent") and not entries(page), "nobody offers what is saved"
    assert page.is_hidden("#saving [data-state=old]")
    page.click(TEXT)
    page.keyboard.press("Control+End")
    type_and_wait(page, " Two.")
    press(page, SAVE)
    story.refresh_from_db()
    assert (story.kicker, story.body) == ("Flood", "<p>One. Two.</p>")
    assert story.version == 3, "as often as something was typed"


def test_words_sent_on_leaving_are_not_listed_as_waiting(at_desk, editor) -> None:
    story = make_article("Left for the desk")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.fill("#id_kicker", "Flood")
    page.goto(f"{site}/admin/")
    wait_for_field(page, story, "kicker", "Flood")
    page.wait_for_timeout(1000)
    assert page.is_hidden("#unsent-list") and not entries(page)


def test_a_crashed_tab_leaves_its_words(at_desk, editor) -> None:
    story = make_article("The tab that crashed", body="")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    context = page.context
    page.route(AUTOSAVE, lambda route: route.abort())
    page.click(TEXT)
    page.keyboard.type("Typed before the crash.")
    page.wait_for_timeout(400)
    with suppress(Error):  # nothing answers any more
        page.goto("chrome://crash", timeout=2000)
    page = context.new_page()
    open_story(page, site, story)
    page.wait_for_selector("#unsent")
    press(page, "[data-put-in]")
    story.refresh_from_db()
    assert story.body == "<p>Typed before the crash.</p>"


def test_nobody_saves_under_the_name_of_whoever_logged_in_since(at_desk, editor) -> None:
    story = make_article("Left open on a shared computer", body="")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    Session.objects.all().delete()
    other = page.context.new_page()
    log_in(other, site, make_user("noor", "Editors", first_name="Noor", last_name="Vell"))
    page.click(TEXT)
    page.keyboard.type("Typed by the editor.")
    assert "you are now logged in as Noor Vell" in said(page, "out")
    assert Article.objects.get().body == ""
    press(page, SAVE)
    assert "Press Save to save the text under your name" in page.inner_text("#content")
    assert "Typed by the editor." in page.inner_text(TEXT)
    press(page, SAVE)
    story.refresh_from_db()
    assert (story.body, str(story.edited_by)) == ("<p>Typed by the editor.</p>", "Noor Vell")


def test_publishing_by_a_double_click_publishes_once_and_complains_of_nothing(
    at_desk,
    editor,
) -> None:
    make_outlet(require_second_person=False)
    story = make_article("Pressed twice", created_by=editor)
    page, site = at_desk(editor)
    open_story(page, site, story)
    with page.expect_event("load"):
        page.dblclick(".side button[name=_action][value=publish]")
    page.wait_for_selector(".messagelist")
    assert Edition.objects.count() == 1
    assert page.locator(".messagelist .error, .messagelist .warning").all_inner_texts() == []


def test_words_of_a_story_that_is_closed_to_them_are_shown_on_the_first_page(
    at_desk,
    reporter,
) -> None:
    story = make_article("Taken away meanwhile", created_by=reporter, body="")
    page, site = at_desk(reporter)
    page.expected.append(FAILED)
    open_story(page, site, story)
    page.context.set_offline(True)
    page.click(TEXT)
    page.keyboard.type("Typed offline.")
    said(page, "offline")
    Article.objects.all().delete()
    page.close(run_before_unload=False)
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(f"{site}/admin/")
    page.click("#unsent-list summary")
    assert "Typed offline." in page.inner_text("#unsent-list")
    page.click("#unsent-list [data-throw-away]")
    page.wait_for_selector("#unsent-list", state="hidden")
    page.reload()
    assert page.is_hidden("#unsent-list") and not entries(page)


def test_a_story_taken_over_while_its_writer_was_offline_shows_both_texts(
    at_desk,
    editor,
    reporter,
) -> None:
    story = make_article("On the road", created_by=reporter, body="<p>As it was.</p>")
    page, site = at_desk(reporter)
    page.expected.append(FAILED)
    open_story(page, site, story)
    page.context.set_offline(True)
    page.click("#id_kicker")
    page.keyboard.type("Typed in the tunnel")
    said(page, "offline")
    workflow.submit(story, by=reporter)
    page.context.set_offline(False)
    assert "is with the desk" in said(page, "refused")
    story.refresh_from_db()
    workflow.send_back(story, by=editor, note="Once more, please")
    page.reload()
    page.wait_for_selector("#unsent")
    press(page, "[data-put-in]")
    assert "Typed in the tunnel" in page.inner_text("main")
    press(page, ".go-bar .button.default")
    story.refresh_from_db()
    assert story.kicker == "Typed in the tunnel"


def test_two_windows_of_one_person_lose_no_row_of_either(at_desk, editor) -> None:
    """One takes the byline away, the other writes on: what was put together has both."""
    story = make_article("Open twice", body="<p>As it was.</p>")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    other = page.context.new_page()
    open_story(other, site, story)
    page.click("#bylines-group .inline-related.has_original .delete label")
    said(page, "saved")
    other.click("#id_kicker")
    other.keyboard.type("Flood")
    assert "You saved" in said(other, "late") or "has changed" in said(other, "late")
    press(other, "#saving [data-state=late] button")
    press(other, ".go-bar .button.default")
    story.refresh_from_db()
    assert story.kicker == "Flood" and not story.bylines.exists()


def test_two_hundred_thousand_letters_are_pasted_and_saved(at_desk, editor) -> None:
    story = make_article("A long read", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(TEXT)
    sentence = "The tide turned at noon and the quay was dry again. "
    paragraphs = [sentence * 20 + str(number) for number in range(200)]
    with page.expect_response(AUTOSAVE):
        paste(page, "".join(f"<p>{each}</p>" for each in paragraphs))
    said(page, "saved")
    story.refresh_from_db()
    assert len(story.body) > 200_000
    assert story.body == "".join(f"<p>{each}</p>" for each in paragraphs)
