"""Nothing is lost: what is typed reaches the server by itself, whatever happens on the way."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from articles.models import Article
from tests.browser.desk import (
    FAILED,
    SAVE,
    TEXT,
    log_in,
    messages,
    open_story,
    press,
    said,
    type_and_wait,
)
from tests.factories import make_article, make_author, make_section, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_saved_by_itself_with_ordinary_spaces(at_desk, editor) -> None:
    story = make_article("A story to write on", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(TEXT)
    type_and_wait(page, "The tide came twice in one night.")
    story.refresh_from_db()
    assert story.body == "<p>The tide came twice in one night.</p>"
    assert "\u00a0" not in story.body and story.version == 2
    assert said(page, "saved").startswith("Saved ")
    assert page.input_value("[name=version]") == "2"
    type_and_wait(page, " And again.")
    story.refresh_from_db()
    assert story.body.endswith("night. And again.</p>")


def test_a_new_story_gets_its_row_without_losing_the_caret(at_desk, reporter) -> None:
    make_section("city", name="City")
    own = make_author("Noor Vell", user=reporter)
    page, site = at_desk(reporter)
    page.goto(f"{site}/admin/articles/article/add/")
    page.select_option("#id_section", label="City")
    page.click(TEXT)
    type_and_wait(page, "One")
    story = Article.objects.get()
    assert page.url.endswith(f"/{story.pk}/change/")
    type_and_wait(page, " two")
    story.refresh_from_db()
    assert story.body == "<p>One two</p>"
    assert [line.author for line in story.bylines.all()] == [own]
    press(page, SAVE)
    assert Article.objects.count() == 1 and page.is_hidden("#unsent")


def test_words_of_a_page_that_was_closed_are_offered_and_put_in(at_desk, editor) -> None:
    story = make_article("Written while the server died")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    page.context.set_offline(True)
    page.fill("#id_kicker", "Flood")
    page.click("#bylines-group .inline-related.has_original .delete label")
    said(page, "offline")
    page.evaluate("void (window.fetch = () => new Promise(() => {}))")  # the cable is pulled
    page.close(run_before_unload=False)
    page = page.context.new_page()
    page.context.set_offline(False)
    open_story(page, site, make_article("Another story"))
    assert page.is_hidden("#unsent")
    open_story(page, site, story)
    page.wait_for_selector("#unsent")
    assert "Written while the server died" in page.inner_text("#unsent")
    assert page.input_value("#id_kicker") == "", "nothing is put in unasked"
    press(page, "[data-put-in]")
    story.refresh_from_db()
    assert story.kicker == "Flood" and not story.bylines.exists()
    assert page.is_hidden("#unsent")
    page.reload()
    assert page.is_hidden("#unsent")


def test_a_session_that_ended_loses_nothing(at_desk, editor) -> None:
    story = make_article("Left open over lunch", body="")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    Session.objects.all().delete()
    page.click(TEXT)
    page.keyboard.type("Typed after the session.")
    assert "logged out" in said(page, "out")
    with page.context.expect_page() as opened:
        page.click("#saving [data-state=out] a")
    other = opened.value
    other.fill("#id_username", editor.username)
    other.fill("#id_password", "password")
    other.click("button[type=submit]")
    other.wait_for_selector("#nav-sidebar")
    with page.expect_response("**/autosave/"):
        other.close()
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    said(page, "saved")
    story.refresh_from_db()
    assert story.body == "<p>Typed after the session.</p>"
    press(page, SAVE)
    assert messages(page).startswith("Saved at")


def test_a_save_after_the_session_ended_comes_back_with_the_words(at_desk, editor) -> None:
    story = make_article("Saved too late")
    page, site = at_desk(editor)
    page.expected.append(FAILED)
    open_story(page, site, story)
    Session.objects.all().delete()
    page.fill("#id_kicker", "Flood")
    with page.expect_event("load"):
        page.keyboard.press("Control+s")
    page.fill("#id_username", editor.username)
    page.fill("#id_password", "password")
    press(page, "button[type=submit]")
    assert story.headline in page.inner_text("main")
    press(page, "button:text('Save what I typed')")
    assert messages(page).startswith("Saved at") and page.is_hidden("#unsent")
    story.refresh_from_db()
    assert story.kicker == "Flood"


def test_two_people_see_each_other_and_put_their_texts_together(
    at_desk,
    window,
    editor,
) -> None:
    story = make_article("The gate closed", body="<p>One.</p><p>Two.</p>")
    page, site = at_desk(editor)
    open_story(page, site, story)
    noor = make_user("noor", "Editors", first_name="Noor", last_name="Vell")
    theirs = window()
    theirs.expected.append(FAILED)
    log_in(theirs, site, noor)
    open_story(theirs, site, story)
    theirs.wait_for_selector("#presence :text('editor has had this open')")
    page.fill("#id_headline", "The gate closed twice")
    said(page, "saved")
    theirs.fill("#id_kicker", "Merrow")
    assert "editor saved this story" in said(theirs, "late")
    press(theirs, "#saving [data-state=late] button")
    assert "editor saved while you were writing" in theirs.inner_text("h1")
    press(theirs, ".go-bar .button.default")
    story.refresh_from_db()
    assert (story.headline, story.kicker) == ("The gate closed twice", "Merrow")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert "Noor Vell saved this story" in said(page, "old")
    page.click("#saving [data-state=old] a")
    page.wait_for_selector(TEXT)
    assert page.input_value("#id_kicker") == "Merrow"


def test_words_that_went_with_the_last_press_are_not_said_to_be_unsaved(at_desk, reporter) -> None:
    story = make_article("A story to hand in", created_by=reporter)
    page, site = at_desk(reporter)
    open_story(page, site, story)
    page.click(TEXT)
    page.keyboard.type("The last word. ")
    page.wait_for_timeout(400)  # it is kept in this browser, and not sent yet
    press(page, "button[value=submit]")
    story.refresh_from_db()
    assert "The last word." in story.body and story.status == "in_review"
    page.goto(f"{site}/admin/")
    assert page.is_hidden("#unsent-list")
