"""The next step, in a browser: preview, a link for somebody outside, and few actions to readers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from articles.models import Article, Edition
from tests.browser.desk import FAILED, TEXT, messages, open_story, press
from tests.factories import (
    make_article,
    make_author,
    make_live,
    make_outlet,
    make_photo,
    make_section,
    make_source,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRAME = ".preview-pane iframe"


def opened(at_desk, person, story: Article):
    page, site = at_desk(person)
    open_story(page, site, story)
    return page, site


def test_the_preview_shows_what_is_typed_and_not_saved(at_desk, editor) -> None:
    story = make_live("What readers have").article
    page, _site = opened(at_desk, editor, story)
    page.route("**/autosave/", lambda route: route.abort())  # it would make the text a saved one
    page.click("#step-status a[data-previews]")
    headline = page.frame_locator(FRAME).locator("h1")
    headline.get_by_text("What readers have").wait_for()
    page.fill("#id_headline", "Typed a moment ago")
    headline.get_by_text("Typed a moment ago").wait_for()
    page.click(TEXT)
    page.keyboard.press("Control+End")
    page.keyboard.type(" And one more sentence.")
    page.frame_locator(FRAME).get_by_text("And one more sentence.").wait_for()
    story.refresh_from_db()
    assert story.headline == "What readers have" and "one more" not in story.body
    assert Edition.objects.live().get().headline == "What readers have"


def test_the_preview_takes_the_width_and_the_colours_one_chooses(at_desk, editor) -> None:
    page, _site = opened(at_desk, editor, make_article("To be looked at"))
    page.click("#step-status a[data-previews]")
    shown = page.frame_locator(FRAME)
    shown.get_by_role("heading", name="To be looked at").wait_for()
    for width in (390, 820, 1280):
        page.click(f".preview-pane [data-width='{width}']")
        assert shown.locator("html").evaluate("() => innerWidth") == width
    page.click("[data-theme-of=dark]")
    dark = shown.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.click("[data-theme-of=light]")
    assert shown.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != dark
    page.keyboard.press("Escape")
    assert page.is_hidden(".preview-pane") and page.is_visible("#step-status")


def test_the_blue_button_says_when_and_does_so(at_desk, editor) -> None:
    make_outlet(time_zone="Asia/Tokyo")
    page, _site = opened(at_desk, editor, make_article())
    at = (timezone.now() + timedelta(days=2)).replace(hour=5, minute=0)  # 14:00 in Tokyo
    blue = page.locator(".side-main button.default")
    assert blue.inner_text() == "Publish now"
    page.click("summary:has-text('Schedule')")
    page.fill("#id_schedule-at", f"{at:%Y-%m-%d}T14:00")
    assert blue.inner_text() == f"Schedule for {at:%a} 14:00"
    assert "Your local time:" in page.inner_text("[data-zone='Asia/Tokyo']")
    page.fill("#id_schedule-at", "")
    assert blue.inner_text() == "Publish now"
    page.fill("#id_schedule-at", f"{at:%Y-%m-%d}T14:00")
    with page.expect_navigation():
        blue.click()
    assert "cheduled for" in messages(page)
    assert Edition.objects.get().live_from == at.replace(second=0, microsecond=0)
    press(page, "text=Cancel schedule")
    assert not Edition.objects.pending(timezone.now()).exists()


def test_keys_do_what_the_table_says_and_letters_are_letters(at_desk, editor) -> None:
    story = make_article("Under the keys")
    page, _site = opened(at_desk, editor, story)
    page.click("#id_headline")
    page.keyboard.press("End")
    page.keyboard.type(" n/d?")
    assert page.input_value("#id_headline") == "Under the keys n/d?"
    assert page.is_hidden("#shortcuts")
    page.keyboard.press("Control+p")
    page.wait_for_selector(".preview-pane:visible")
    page.keyboard.press("Control+p")
    page.wait_for_selector(".preview-pane", state="hidden")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    story.refresh_from_db()
    assert story.headline == "Under the keys n/d?"
    page.wait_for_selector(TEXT)
    page.locator("body").press("?")
    assert page.is_visible("#shortcuts")
    page.uncheck("#plain-keys")
    page.keyboard.press("Escape")
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.name") != "q"
    page.keyboard.press("Control+Shift+F")
    assert page.evaluate("document.activeElement.name") == "q"
    page.click(TEXT)
    with page.expect_navigation():
        page.keyboard.press("Control+Shift+Enter")
    assert Edition.objects.live().get().headline == "Under the keys n/d?"
    assert not Article.objects.get().body.count("<br")


def test_a_note_points_at_no_name_when_none_fits(at_desk, editor) -> None:
    page, _site = opened(at_desk, editor, make_article())
    page.click("#panel-notes summary")
    note = page.locator("#id_note")
    note.press_sequentially(f"@{editor.username[0]}")
    page.wait_for_selector(".names [role=option]")
    assert note.get_attribute("aria-activedescendant")
    note.press_sequentially("zzq")
    page.wait_for_selector(".names", state="hidden")
    assert note.get_attribute("aria-activedescendant") is None


@dataclass
class Counted:
    """Hands whose actions are counted: each click, and each field that is typed into.

    Tab and Enter are keys: they lead from one field to the next, and take what is lit.
    """

    page: Page
    actions: list[str] = field(default_factory=list)

    def click(self, what: str) -> None:
        self.actions.append(f"click {what}")
        self.page.click(what)

    def choose(self, what: str, label: str) -> None:
        """Take a line of a plain list: one click opens it, one chooses."""
        self.actions += [f"click {what}", f"click {label}"]
        self.page.select_option(what, label=label)

    def type(self, where: str, words: str) -> None:
        """Type into the field where the cursor has come by itself or by Tab."""
        self.page.wait_for_selector(f"{where}:focus")
        self.actions.append(f"type in {where}")
        self.page.keyboard.type(words)

    def take(self, where: str, words: str, lit: str) -> None:
        """Type into a field that offers rows or pictures, and take the first with Enter."""
        self.type(where, words)
        self.page.locator(lit, has_text=words).first.wait_for()
        self.page.keyboard.press("Enter")


def test_from_the_desk_to_readers_in_eleven_actions(at_desk, editor) -> None:
    make_section("city", name="City")
    make_author("Eve Editor", user=editor)
    make_photo("High water at noon")
    make_photo("Low water at the quay")
    make_source("Harbour board", kind="organisation")
    page, _site = at_desk(editor)
    page.expected.append(FAILED)  # no draft can be kept before it has a section: its foot says so
    hand = Counted(page)
    hand.click("text=New story")
    hand.type("#id_headline", "The harbour board says the tide came twice in one night")
    page.keyboard.press("Tab")
    hand.type("#id_standfirst", "Two high waters in six hours have never been measured here.")
    for _stop in ("the buttons above the text", "the text"):
        page.keyboard.press("Tab")
    hand.type(TEXT, "The water came twice. Nobody had seen that before.")
    hand.choose("#id_section", "City")
    hand.click("#lead-choose")
    hand.take(".photo-picker input[type=search]", "Low water", ".photo-picker__item")
    hand.click("#citations-group .add-row a")
    hand.take(".select2-search__field", "Harbour", ".select2-results__option--highlighted")
    with page.expect_event("load"):
        hand.click("#step-status button.default[name=_action]")
    edition = Edition.objects.live().get()
    printed = edition.printed
    assert edition.section.name == "City" and edition.standfirst and "came twice" in edition.body
    assert edition.headline.startswith("The harbour board")
    assert edition.lead_photo.title == "Low water at the quay"
    assert [line["name"] for line in printed["bylines"]] == ["Eve Editor"]
    assert [citation["name"] for citation in printed["citations"]] == ["Harbour board"]
    assert re.match("Published. It is live", messages(page))
    assert len(hand.actions) == 11, hand.actions
