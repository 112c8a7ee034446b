"""A reporter in a hurry, with nothing but a phone: filed, with a photo, and submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from articles.models import Article
from photos.models import Photo
from tests.browser.desk import TEXT, log_in, messages
from tests.factories import make_author, make_outlet, make_section, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "user_agent": (
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
}
HEADLINE = "The tide that came twice in one night"
FINGER = 24  # CSS pixels: the least that WCAG 2.2 lets a target have


class Thumb:
    """Taps and types, counts both, and puts up with nothing that it cannot hit."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps: list[str] = []
        self.typed: list[str] = []

    def tap(self, what: str) -> None:
        self.taps.append(what)
        target = self.page.locator(what).first
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box["width"] >= FINGER and box["height"] >= FINGER, (what, box)
        target.tap()

    def type(self, words: str) -> None:
        """Type where the last tap put the cursor."""
        self.typed.append(words)
        self.page.keyboard.type(words)

    def select(self, what: str, label: str) -> None:
        """Take a line of the phone's own list: one tap opens it, one chooses."""
        self.taps += [what, label]
        self.page.select_option(what, label=label)


def fits(page: Page) -> bool:
    """Say whether nothing lies beyond the phone's edge."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reporter_on_a_phone_files_with_a_photo_and_submits(
    window,
    live_server,
    reporter,
) -> None:
    make_outlet()
    make_section("city", name="City")
    make_author("Rae Reporter", user=reporter)
    page = window(**PHONE)
    log_in(page, live_server.url, reporter)
    assert fits(page)
    thumb = Thumb(page)
    thumb.tap(".deskbar a:has-text('New story')")
    page.wait_for_selector(TEXT)
    thumb.select("#id_section", "City")
    thumb.tap("#id_headline")
    thumb.type(HEADLINE)
    thumb.tap(TEXT)
    thumb.type("I saw it from the quay.")

    thumb.tap("#lead-choose")
    assert page.evaluate("document.activeElement.tagName") == "H2", "no keys over the pictures"
    with page.expect_file_chooser() as chooser:
        thumb.tap(".photo-picker >> text=Upload a photo")
    assert fits(page)
    chooser.value.set_files(
        {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": picture(900, 600)}
    )
    page.wait_for_selector(
        "dialog.photo-details", timeout=60_000
    )  # here the sizes are drawn before it
    thumb.tap("#details_caption")
    thumb.type("The quay at four in the morning.")
    thumb.tap("#details_alt")
    thumb.type("Water over the quay stones, a lamp behind.")
    thumb.tap(".photo-details label:has-text('I took this photo')")
    thumb.tap(".photo-details button:has-text('Save details')")
    page.wait_for_selector("dialog.photo-details", state="detached", timeout=60_000)
    assert "Rae Reporter / The Test Post" in page.inner_text("#lead-shown")
    assert page.locator("#lead-shown img").evaluate("img => img.naturalWidth") > 0
    assert fits(page)
    with page.expect_event("load"):
        thumb.tap(".thumbbar button[name=_action]")
    assert "Submitted for review." in messages(page)

    story, photo = Article.objects.get(), Photo.objects.get()
    assert story.status == Article.Status.IN_REVIEW and story.lead_photo == photo
    assert (story.headline, story.body) == (HEADLINE, "<p>I saw it from the quay.</p>")
    assert [line.author.name for line in story.bylines.all()] == ["Rae Reporter"]
    assert not photo.missing_details and photo.licence == "own"
    assert len(thumb.typed) == 4 and len(thumb.taps) <= 12, thumb.taps
