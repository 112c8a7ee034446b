"""Bios, leaving and another name, in a browser: at the desk and as readers find them."""

from __future__ import annotations

import pytest

from articles.models import Edition
from authors.models import Author
from tests.browser.desk import log_out, messages, press
from tests.factories import make_author, make_live, make_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author(reporter) -> Author:
    return make_author(
        "Noor Vell", slug="noor-vell", short_bio="Covers rowing for the paper.", user=reporter
    )


def test_a_reporter_changes_their_bio_a_staff_manager_approves_readers_see_it(
    at_desk,
    author,
    reporter,
    staff_manager,
) -> None:
    story = make_live("A story with the old bio", authors=[author])
    page, site = at_desk(reporter)
    press(page, "#nav-sidebar >> text=My bio")
    page.fill("#id_short_bio", "Covers rowing and the money behind it.")
    assert page.inner_text(".author-box").endswith("Covers rowing and the money behind it.")
    press(page, "text=Send for approval")
    assert "Sent for approval" in messages(page)
    page.goto(f"{site}{author.get_absolute_url()}")
    assert "the money behind it" not in page.inner_text("main")
    page.goto(f"{site}/admin/")
    log_out(page)

    at_desk(staff_manager)
    press(page, "section[aria-labelledby=h-bios] >> text=Noor Vell")
    assert page.locator(".versus del").all_inner_texts() == ["for", "paper"]
    assert page.locator(".versus ins").all_inner_texts() == ["and", "money behind it"]
    press(page, "button:text-is('Approve')")
    page.goto(f"{site}{author.get_absolute_url()}")
    assert "Covers rowing and the money behind it." in page.inner_text("main")
    page.goto(f"{site}{story.get_absolute_url()}")
    assert "Covers rowing for the paper." in page.inner_text(".bio")
    page.goto(f"{site}/admin/")
    log_out(page)

    at_desk(reporter)
    page.goto(f"{site}/admin/my-bio/")
    assert "staff approved your proposal" in page.inner_text("#content")


def test_a_bio_sent_back_comes_with_its_note_and_its_words(
    at_desk,
    author,
    reporter,
    staff_manager,
) -> None:
    page, site = at_desk(reporter)
    page.goto(f"{site}/admin/my-bio/")
    page.fill("#id_long_bio", "Is the best reporter of all.")
    press(page, "text=Send for approval")
    log_out(page)
    at_desk(staff_manager)
    page.goto(f"{site}/admin/authors/author/{author.pk}/bio/")
    press(page, "text=Send back to Noor Vell")
    assert "Add a note" in page.inner_text("[role=alert]")
    page.fill("#id_note", "Facts, please.")
    press(page, "text=Send back to Noor Vell")
    log_out(page)
    at_desk(reporter)
    page.goto(f"{site}/admin/my-bio/")
    assert "Facts, please." in page.inner_text(".note")
    assert page.input_value("#id_long_bio") == "Is the best reporter of all."


def test_somebody_leaves_and_their_stories_stay(at_desk, author, staff_manager) -> None:
    story = make_live("A story that stays", authors=[author])
    page, site = at_desk(staff_manager)
    page.goto(f"{site}/admin/authors/author/{author.pk}/change/")
    page.click("text=Mark as former")
    assert "All bylines stay as they are." in page.inner_text("#content")
    page.check("#id_unlink")
    press(page, "button:has-text('Mark as former')")
    author.refresh_from_db()
    assert (author.status, author.user) == ("former", None)
    page.goto(f"{site}{author.get_absolute_url()}")
    words = page.inner_text("main")
    assert "No longer works for" in words and "A story that stays" in words
    page.goto(f"{site}{story.get_absolute_url()}")
    assert "Noor Vell" in page.inner_text("main")


def test_somebody_changes_their_name_and_the_old_address_leads_on(
    at_desk,
    author,
    staff_manager,
) -> None:
    story = make_live("Printed under the old name", authors=[author])
    page, site = at_desk(staff_manager)
    page.goto(f"{site}/admin/authors/author/{author.pk}/change/")
    page.click("text=Change name")
    page.fill("#id_name", "Noor Aske")
    press(page, "button:has-text('Change name')")
    page.goto(f"{site}/authors/noor-vell/")
    assert page.url == f"{site}/authors/noor-aske/"
    assert page.inner_text("h1") == "Noor Aske"
    page.goto(f"{site}{story.get_absolute_url()}")
    assert "Noor Vell" in page.inner_text("main")

    page.goto(f"{site}/admin/authors/author/{author.pk}/name/")
    page.check("#id_throughout")
    press(page, "button:has-text('Change name')")
    assert Edition.objects.live().get().change == "minor"
    page.goto(f"{site}{story.get_absolute_url()}")
    words = page.inner_text("main")
    assert "Noor Aske" in words and "Noor Vell" not in words


def test_what_is_typed_is_previewed_in_the_readers_page(at_desk, author, staff_manager) -> None:
    author.portrait = make_photo("Noor's face")
    author.save()
    page, site = at_desk(staff_manager)
    page.goto(f"{site}/admin/authors/author/{author.pk}/change/")
    page.fill("#id_long_bio", "Rowed for the county.\n\nStill rows.")
    with page.context.expect_page() as opened:
        page.click("text=Preview page")
    preview = opened.value
    preview.wait_for_load_state()
    assert "Still rows." in preview.inner_text("main")
    author.refresh_from_db()
    assert author.long_bio == ""


def test_a_staff_manager_opens_no_story_and_an_editor_approves_no_bio(
    at_desk,
    author,
    reporter,
    editor,
    staff_manager,
) -> None:
    story = make_live("Not for staff managers", authors=[author])
    page, site = at_desk(reporter)
    page.goto(f"{site}/admin/my-bio/")
    page.fill("#id_short_bio", "Knows everything.")
    press(page, "text=Send for approval")
    log_out(page)

    at_desk(staff_manager)
    there = f"{site}/admin/articles/article/{story.article_id}"
    for address in ("/change/", "/preview/", "/history/", "/editions/1/"):
        assert page.request.get(f"{there}{address}").status == 403
    assert page.locator("#nav-sidebar >> text=Stories").count() == 0
    log_out(page)

    at_desk(editor)
    review = f"{site}/admin/authors/author/{author.pk}/bio/"
    assert page.request.get(review).status == 403
    token = next(each for each in page.context.cookies() if each["name"] == "csrftoken")
    sent = {"decision": "approve", "csrfmiddlewaretoken": token["value"]}
    assert page.request.post(review, form=sent, headers={"Referer": review}).status == 403
    author.refresh_from_db()
    assert author.short_bio == "Covers rowing for the paper."
