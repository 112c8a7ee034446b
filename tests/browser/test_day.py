"""A whole day of a story, by the people who make it and those who read it.

One test that goes through all of it, since each step stands on what the one before it left; a step
is a function, and says what its person sees. The story's windows stay open all day.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from photos.renditions import make_now
from tests.browser.desk import (
    NEXT,
    PASTED,
    SAVE,
    TEXT,
    attribute_quotation,
    drop,
    failures_expected,
    log_in,
    messages,
    paste,
    pick_photo,
    press,
    said,
    type_and_wait,
)
from tests.factories import (
    make_author,
    make_live,
    make_outlet,
    make_photo,
    make_section,
    make_source,
    make_topic,
    make_user,
    picture,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ZONE = ZoneInfo("Europe/Amsterdam")
EARLIER = "What the storm did in one night"
FILM = "https://vimeo.com/76979871"
COMMISSIONED = "The two tides of Saturday night"
HEADLINE = "The harbour board measured two high waters in one night"
STANDFIRST = "The pilots had not seen it before, and the board cannot say what it was that came."
LATER = "Divers find the sluice that let the second tide in"
REASON = "Which gauge was it? Say so in the first paragraph."
CORRECTION = "An earlier version placed the gauge on the wrong quay."
WITHDRAWN = "The board has taken its readings back."


@dataclass
class Day:
    """The windows of everybody, each where its person left it."""

    site: str
    ines: Page  # commissions, reviews, publishes
    otto: Page  # the second editor
    rae: Page  # the reporter
    guest: Page  # somebody without an account
    reader: Page
    down: Callable[[], AbstractContextManager]  # while it lasts, there is no server
    moment: Callable[[datetime], None]  # let it be then
    address: str = ""  # where readers have the story

    def desk(self, page: Page) -> str:
        """Go to the first page of the desk and return what it says."""
        page.goto(f"{self.site}/admin/")
        return page.inner_text("#content")

    def read(self) -> str:
        """Load the story as a reader does; return the page's words."""
        self.reader.goto(self.address)
        return self.reader.inner_text("main")


@pytest.fixture
def day(window, live_server, roles, server_down):
    make_outlet(time_zone=ZONE.key)
    make_section("harbour", name="Harbour")
    make_topic("Tides")
    make_live(EARLIER)
    make_source("Hans Berg", kind="person", role="keeper of the gauge")
    make_now(make_photo("Low water at the quay", alt="Boats on mud", caption="The quay on Sunday."))
    people = {
        name: make_user(name, group, first_name=first, last_name=last, email=f"{name}@x.example")
        for name, group, first, last in (
            ("ines", "Editors", "Ines", "Adler"),
            ("otto", "Editors", "Otto", "Brandt"),
            ("rae", "Reporters", "Rae", "Winter"),
        )
    }
    make_author("Rae Winter", user=people["rae"])
    windows = {name: window() for name in people}
    for name, person in people.items():
        log_in(windows[name], live_server.url, person)
    clocks = []

    def let_it_be(moment: datetime) -> None:
        clocks.append(time_machine.travel(moment, tick=True))
        clocks[-1].start()

    yield Day(
        site=live_server.url,
        guest=window(),
        reader=window(),
        down=server_down,
        moment=let_it_be,
        **windows,
    )
    for clock in reversed(clocks):
        clock.stop()


def test_a_story_goes_through_its_day(day: Day) -> None:
    it_is_commissioned_and_its_writer_is_told(day)
    it_is_written_from_a_word_text(day)
    it_gets_a_picture_a_source_and_a_topic(day)
    it_links_to_another_story_and_shows_a_film(day)
    it_is_saved_while_it_is_written(day)
    a_broken_connection_loses_nothing(day)
    two_people_put_their_texts_together(day)
    a_note_tells_whom_it_names(day)
    it_is_submitted_sent_back_and_submitted_again(day)
    it_is_approved_and_scheduled(day)
    somebody_without_an_account_sees_it_until_the_link_is_ended(day)
    it_is_called_off_and_published(day)
    it_is_updated(day)
    it_is_updated_at_a_moment(day)
    it_is_corrected(day)
    it_is_withdrawn(day)
    it_goes_to_the_trash_and_comes_back_whole(day)
    two_of_its_texts_are_compared_and_one_is_taken_back(day)


def it_is_commissioned_and_its_writer_is_told(day: Day) -> None:
    page, due = day.ines, timezone.now().astimezone(ZONE) + timedelta(hours=8)
    day.desk(page)
    page.click("text=Commission")
    page.fill("#commission_headline", COMMISSIONED)
    page.select_option("#commission_section", label="Harbour")
    page.select_option("#commission_assignee", label="Rae Winter")
    page.fill("#commission_brief", "Ask Hans Berg, who keeps the gauge.")
    page.fill("#commission_due_at", f"{due:%Y-%m-%dT%H:%M}")
    page.fill("#commission_words", "100")
    page.check("#commission_needs_picture")
    press(page, "button:has-text('Commission a story')")
    assert messages(page) == "Commission created. Rae Winter is notified by email."
    [letter] = mail.outbox
    assert letter.to == ["rae@x.example"] and "Ask Hans Berg" in letter.body

    page, when = day.rae, f"{due:%a} {due.day} {due:%b, %H:%M}"
    first = day.desk(page)
    assert f"“Commissioned. Due {when}. 100 words. Needs a photo." in first
    mine = page.inner_text("section[aria-labelledby=h-mine]")
    assert COMMISSIONED in mine and f"due {when}" in mine
    page.click(f"section[aria-labelledby=h-mine] >> text={COMMISSIONED}")
    page.wait_for_selector(TEXT)
    assert "100 words. Needs a photo." in page.inner_text("#panel-commission")
    assert "Rae Winter" in page.inner_text("#bylines-group")


def it_is_written_from_a_word_text(day: Day) -> None:
    page = day.rae
    page.fill("#id_headline", HEADLINE)
    page.fill("#id_standfirst", STANDFIRST)
    counted = f"{len(HEADLINE)} characters (aim for 40–90)"
    page.locator("#id_headline_counter", has_text=counted).wait_for()
    page.click(TEXT)
    paste(page, (PASTED / "word-story.html").read_text())
    left_out = page.inner_text(".editor-said [role=status]")
    assert left_out == "Removed from the pasted text: fonts, colours and layout."
    text = page.locator(TEXT)
    text.locator("h2", has_text="What the gauge showed").wait_for()
    assert text.locator("ul > li").all_inner_texts() == [
        "A first peak at ten in the evening",
        "A second one before four in the morning",
    ]
    assert text.locator("td, th").all_inner_texts() == ["Quay", "Level"]
    assert text.locator("strong").inner_text() == "harbour board"
    assert text.locator("a[href='https://harbour.example/gauge']").inner_text() == "the board’s log"
    assert not re.search(r"mso|font-|·", text.inner_html(), re.IGNORECASE)


def it_gets_a_picture_a_source_and_a_topic(day: Day) -> None:
    page = day.rae
    page.locator(f"{TEXT} > p", has_text="The pilots kept two boats").click()
    page.keyboard.press("End")
    pick_photo(page, "Low water at the quay")
    assert "The quay on Sunday." in page.inner_text(".news-photo")
    drop(page, picture(600, 400), "boats.jpg", on=f"{TEXT} > h2")
    page.click(".news-photo >> text=Add photo details", timeout=60_000)
    page.fill("#details_caption", "The pilots’ boats on Sunday.")
    page.fill("#details_alt", "Two boats side by side")
    page.check("#details_mine")
    page.click("text=Save details")
    page.locator(".news-photo", has_text="Rae Winter / The Test Post").wait_for()
    page.click("summary:has-text('Lead photo')")
    page.click("#lead-choose")
    page.keyboard.type("Low water")
    page.locator(".photo-picker__item", has_text="Low water").wait_for()
    page.keyboard.press("Enter")
    page.locator("#lead-shown .flag.ok", has_text="A. Hand").wait_for()
    page.click("summary:has-text('Topics and dateline')")
    page.click(".field-topics .select2-selection")
    page.keyboard.type("Tides")
    page.click(".select2-results__option--highlighted:has-text('Tides')")
    attribute_quotation(page, "We checked the gauge three times", "Hans Berg")
    tied = page.inner_text("[data-attributions]")
    assert "“We checked the gauge three times,”" in tied and "Hans Berg" in tied


def it_links_to_another_story_and_shows_a_film(day: Day) -> None:
    page = day.rae
    page.locator(f"{TEXT} > p", has_text="The pilots kept two boats").click()
    page.keyboard.press("End")
    page.keyboard.type(" Storms")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+k")
    page.fill("dialog.chooser input[role=combobox]", "storm night")
    page.locator("dialog.chooser [role=option]", has_text=EARLIER).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{TEXT} a[data-article]")
    page.keyboard.press("End")
    page.keyboard.type(" leave their mark.")
    page.keyboard.press("Enter")
    paste(page, "", FILM)
    page.wait_for_selector(".news-embed >> text=Video · Vimeo")


def it_is_saved_while_it_is_written(day: Day) -> None:
    page = day.rae
    page.locator(f"{TEXT} > p").first.click()
    page.keyboard.press("End")
    type_and_wait(page, ' "It came back," one of them said.')
    said_at = said(page, "saved")
    assert re.fullmatch(r"Saved \d\d:\d\d:\d\d", said_at)
    now = timezone.now().astimezone(ZONE)
    assert said_at[6:11] in {f"{now - timedelta(minutes=n):%H:%M}" for n in (0, 1)}
    page.reload()
    page.wait_for_selector(TEXT)
    assert "“It came back,” one of them said." in page.inner_text(TEXT)
    assert "&nbsp;" not in page.locator(f"{TEXT} > p").first.inner_html()
    press(page, SAVE)
    page.click("#citations-group summary")
    assert "Hans Berg" in page.inner_text("#citations-group"), "tied words are cited"


def a_broken_connection_loses_nothing(day: Day) -> None:
    page = day.rae
    page.locator(f"{TEXT} > p", has_text="The pilots kept two boats").click()
    page.keyboard.press("End")
    with failures_expected(page, day.ines, day.otto):
        page.context.set_offline(True)
        page.keyboard.type(" Typed in the tunnel.")
        assert "kept in this browser" in said(page, "offline")
        with page.expect_response("**/autosave/"):
            page.context.set_offline(False)
        said(page, "saved")
        with day.down():
            page.keyboard.type(" Typed while the server was down.")
            assert "saved as soon as possible" in said(page, "offline")
        said(page, "saved")
    page.reload()
    page.wait_for_selector(TEXT)
    assert "Typed in the tunnel. Typed while the server was down." in page.inner_text(TEXT)
    assert page.is_hidden("#unsent")


def two_people_put_their_texts_together(day: Day) -> None:
    page, theirs = day.rae, day.otto
    theirs.goto(page.url)
    theirs.wait_for_selector("#presence :text('Rae Winter has had this open')")
    theirs.fill("#id_kicker", "Merrow")
    theirs.fill("#id_standfirst", f"{STANDFIRST} Nobody was hurt.")
    press(theirs, SAVE)
    with failures_expected(page):
        page.fill("#id_standfirst", f"{STANDFIRST} One boat was lost.")
        assert "Otto Brandt saved this story" in said(page, "late")
    press(page, "#saving [data-state=late] button")
    assert page.inner_text("h1") == "Otto Brandt saved while you were writing"
    assert "changed by them" in page.inner_text(".versus-row[aria-label=Kicker]")
    both = page.locator(".versus-row[aria-label=Standfirst]")
    assert "check both" in both.inner_text()
    assert "One boat was lost." in both.inner_text() and "Nobody was hurt." in both.inner_text()
    both.get_by_label("Use theirs").check()
    press(page, "text=Save and continue editing")
    page.wait_for_selector(TEXT)
    assert page.input_value("#id_kicker") == "Merrow"
    assert page.input_value("#id_standfirst").endswith("Nobody was hurt.")
    theirs.goto(f"{day.site}/admin/")


def a_note_tells_whom_it_names(day: Day) -> None:
    page = day.rae
    if page.locator("#panel-notes > details[open]").count() == 0:
        page.click("#panel-notes summary")
    page.click("#id_note")
    page.keyboard.type("Is Berg enough, @in")
    page.wait_for_selector(".names [role=option]:has-text('Ines Adler')")
    page.keyboard.press("Enter")
    page.keyboard.type("or shall I ask the pilots?")
    page.fill("#id_kicker", "Merrow, Sunday")
    page.click("text=Add note")
    page.locator("#panel-notes .flag.ok", has_text="Ines Adler").wait_for()
    assert page.input_value("#id_kicker") == "Merrow, Sunday", "what is typed stays"
    assert mail.outbox[-1].to == ["ines@x.example"]
    assert "Is Berg enough, @ines or shall I ask" in day.desk(day.ines)


def it_is_submitted_sent_back_and_submitted_again(day: Day) -> None:
    page, desk = day.rae, day.ines
    press(page, NEXT)
    assert messages(page).startswith("Submitted for review. It is now in")
    assert page.locator(TEXT).count() == 0, "it lies with the desk"
    day.desk(desk)
    desk.click(f"section[aria-labelledby=h-wait] >> text={HEADLINE}")
    desk.wait_for_selector(TEXT)
    desk.click("summary:has-text('Send back')")
    desk.fill("#id_send_back-note", REASON)
    press(desk, "button[value=send_back]")
    assert "Sent back to the writer with your note. Rae Winter has been notified" in messages(desk)
    assert mail.outbox[-1].to == ["rae@x.example"] and REASON in mail.outbox[-1].body

    assert f"Sent back: “{REASON}”" in day.desk(page)
    page.click(f"section[aria-labelledby=h-mine] >> text={HEADLINE}")
    page.wait_for_selector(TEXT)
    assert REASON in page.inner_text("#article_form .banner")
    page.locator(f"{TEXT} > p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("It was the gauge on the north quay. ")
    press(page, NEXT)
    assert messages(page).startswith("Submitted for review.")


def it_is_approved_and_scheduled(day: Day) -> None:
    page = day.ines
    at = (timezone.now() + timedelta(hours=6)).astimezone(ZONE).replace(minute=0)
    day.desk(page)
    page.click(f"section[aria-labelledby=h-wait] >> text={HEADLINE}")
    page.wait_for_selector(TEXT)
    page.click(".split .menu summary")
    press(page, ".split .menu button[value=approve]")
    assert messages(page).startswith(
        "Approved. It is ready to publish. Rae Winter has been notified"
    )
    page.locator("#copydesk [data-sum]", has_text="no issues").wait_for()
    assert "Required details complete" in page.inner_text("section[aria-labelledby=h-check]")
    page.click("summary:has-text('Schedule')")
    page.fill("#id_schedule-at", f"{at:%Y-%m-%dT%H:%M}")
    assert page.inner_text(NEXT) == f"Schedule for {at:%a %H:%M}"
    press(page, NEXT)
    assert "Scheduled for" in messages(page) and f"{at:%H:%M}" in messages(page)
    promised = re.search(r"/harbour/\S+/", messages(page))[0]
    assert "Goes live on" in page.inner_text(".pending")
    day.desk(page)
    coming = page.inner_text("section[aria-labelledby=h-next]")
    assert f"{at:%H:%M}" in coming and HEADLINE in coming and "Goes live in Harbour" in coming
    with failures_expected(day.reader):
        assert day.reader.goto(day.site + promised).status == 404
    assert HEADLINE not in day.reader.content()


def somebody_without_an_account_sees_it_until_the_link_is_ended(day: Day) -> None:
    page, guest = day.ines, day.guest
    page.click(f"section[aria-labelledby=h-next] >> text={HEADLINE}")
    page.wait_for_selector(TEXT)
    page.click("#panel-share summary")
    page.click("text=Create link")
    page.wait_for_selector(".share-link input")
    link = page.input_value(".share-link input")
    link = day.site + link[link.index("/preview/") :]
    assert guest.goto(link).status == 200
    assert guest.inner_text("h1") == HEADLINE
    assert "It was the gauge on the north quay." in guest.inner_text("main")
    assert guest.locator("article .figure img").first.evaluate("img => img.naturalWidth") > 0
    page.reload()
    assert "Opened once" in page.inner_text("#panel-share")
    page.click("#panel-share >> text=Revoke link")
    page.wait_for_selector(".share-link", state="detached")
    with failures_expected(guest):
        assert guest.goto(link).status == 410
    assert "This link no longer works" in guest.inner_text("main")
    assert HEADLINE not in guest.content()


def it_is_called_off_and_published(day: Day) -> None:
    page, reader = day.ines, day.reader
    reader.goto(day.site)
    assert HEADLINE not in reader.inner_text("main")
    press(page, "text=Cancel schedule")
    assert "Schedule cancelled. Nothing changes for readers." in messages(page)
    assert page.locator(".pending").count() == 0
    assert page.inner_text(NEXT) == "Publish now"
    press(page, NEXT)
    published = time.monotonic()
    reader.goto(day.site)
    assert reader.inner_text(".card--lead h2") == HEADLINE
    assert time.monotonic() - published < 1, "readers get it within a second"
    assert messages(page).startswith("Published. It is live at")
    reader.click(".card--lead h2 a")
    day.address = reader.url
    assert day.address.removeprefix(day.site) in messages(page)
    words = reader.inner_text("main")
    for expected in ("Rae Winter", "Nobody was hurt.", "Hans Berg", "keeper of the gauge", "Tides"):
        assert expected in words
    assert "1 quotation, on the record." in reader.inner_text("#sources")
    assert reader.locator("article .figure img").count() == 3, "the lead and two in the text"
    assert "Video on Vimeo" in reader.inner_text(".body .embed")
    assert reader.locator("iframe").count() == 0, "nothing is loaded that nobody asked for"
    assert reader.locator(".body li").count() == 2 and reader.locator(".body td").count() == 2
    assert mail.outbox[-1].to == ["rae@x.example"]
    reader.click(".body a:has-text('Storms')")
    assert reader.inner_text("h1") == EARLIER


def it_is_updated(day: Day) -> None:
    page = day.ines
    page.locator(f"{TEXT} > p").first.click()
    page.keyboard.press("End")
    type_and_wait(page, " The sluice is to be searched.")
    page.reload()
    assert "There are changes that are not live yet." in page.inner_text("#article_form .banner")
    assert "The sluice is to be searched." not in day.read()
    page.fill("#id_update-note", "The board has the sluice searched.")
    assert page.inner_text(NEXT) == "Update the live story"
    press(page, NEXT)
    assert messages(page).startswith("Published. It is live at")
    words = day.read()
    assert "The sluice is to be searched." in words
    assert "The board has the sluice searched." in day.reader.inner_text("#changes")


def it_is_updated_at_a_moment(day: Day) -> None:
    page = day.ines
    at = (timezone.now() + timedelta(hours=2)).astimezone(ZONE).replace(minute=0, second=0)
    page.wait_for_selector(TEXT)
    page.fill("#id_headline", LATER)
    page.fill("#id_update-note", "The sluice is found.")
    page.click("text=Schedule for later")
    page.fill("#id_update-at", f"{at:%Y-%m-%dT%H:%M}")
    assert page.inner_text(NEXT) == f"Update the live story at {at:%a %H:%M}"
    press(page, NEXT)
    assert "Scheduled for" in messages(page)
    assert "Update on" in page.inner_text(".pending")
    day.desk(page)
    coming = page.inner_text("section[aria-labelledby=h-next]")
    assert "Update" in coming and f"{at:%H:%M}" in coming
    day.read()
    assert day.reader.inner_text("h1") == HEADLINE
    day.moment(at + timedelta(seconds=1))
    words = day.read()
    assert day.reader.inner_text("h1") == LATER and "The sluice is found." in words


def it_is_corrected(day: Day) -> None:
    page = day.ines
    day.desk(page)
    page.click(f"section[aria-labelledby=h-live] >> text={LATER}")
    page.locator(f"{TEXT} > p").first.click(click_count=3)  # the whole paragraph, however it breaks
    type_and_wait(page, "It was the gauge on the south quay.")
    page.select_option("#id_update-change", label="Correction")
    page.fill("#id_update-note", CORRECTION)
    press(page, NEXT)
    assert messages(page).startswith("Published. It is live at")
    words = day.read()
    assert "south quay" in words and "north quay" not in words
    assert f"Correction. {CORRECTION}" in day.reader.inner_text("#changes")


def it_is_withdrawn(day: Day) -> None:
    page = day.ines
    page.click("summary:has-text('Withdraw')")
    press(page, "button[value=withdraw]")
    assert "Give a reason" in page.inner_text("#article_form .banner[role=alert]")
    page.fill("#id_withdraw-reason", WITHDRAWN)
    press(page, "button[value=withdraw]")
    assert "Withdrawn." in messages(page)
    with failures_expected(day.reader):
        assert day.reader.goto(day.address).status == 410
    words = day.reader.inner_text("main")
    assert "We have withdrawn this story" in words and WITHDRAWN in words
    assert LATER not in day.reader.content()
    day.reader.goto(day.site)
    assert LATER not in day.reader.inner_text("main")


def it_goes_to_the_trash_and_comes_back_whole(day: Day) -> None:
    page = day.ines
    page.click(".split .menu summary")
    press(page, ".split .menu button[value=spike]")
    assert messages(page).startswith("Spiked. To bring it back, unspike it")
    page.goto(f"{day.site}/admin/articles/article/")
    assert LATER not in page.inner_text("#changelist")
    page.click(".views >> text=Spiked")
    page.click(f"#changelist >> text={LATER}")
    assert page.inner_text(NEXT) == "Unspike"
    press(page, NEXT)
    assert messages(page).startswith("Unspiked. It is a draft again.")
    page.wait_for_selector(TEXT)
    assert "Rae Winter" in page.inner_text("#bylines-group")
    page.click("#citations-group summary")
    assert "Hans Berg" in page.inner_text("#citations-group")
    assert "Tides" in page.inner_text(".field-topics")
    assert page.inner_text(NEXT) == "Publish now"
    press(page, NEXT)
    assert "Published. It is live at" in messages(page)
    words = day.read()
    assert day.reader.url == day.address and day.reader.inner_text("h1") == LATER
    assert "Rae Winter" in words and "Hans Berg" in words and "Tides" in words


def two_of_its_texts_are_compared_and_one_is_taken_back(day: Day) -> None:
    page = day.ines
    press(page, "#step-status >> text=History")
    table = page.inner_text("table.history")
    for what in ("Commissioned", "Submitted for review", "Sent back", "Scheduled for", "Spiked"):
        assert what in table, what
    for who in ("Ines Adler", "Otto Brandt", "Rae Winter"):
        assert who in table
    page.get_by_role("row", name="Approved").get_by_label("From:").check()
    press(page, "button:text('Compare')")
    changed = page.locator(".versus-row", has_text="south quay")
    assert "north quay" in changed.inner_text()
    assert changed.locator("del").count() and changed.locator("ins").count()
    press(page, "text=Restore this version")
    page.wait_for_selector(TEXT)
    assert "north quay" in page.inner_text(TEXT) and "south quay" not in page.inner_text(TEXT)
    assert page.input_value("#id_headline") == HEADLINE
    assert "There are changes that are not live yet." in page.inner_text("#article_form .banner")
    assert "south quay" in day.read(), "readers have what they had"
