"""The photo desk in a browser: drop, describe, point, use, find, replace."""

from __future__ import annotations

import base64
import random
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from articles.models import Edition
from photos.files.pixels import find_crop_box
from photos.models import Photo
from photos.renditions import CROPS
from tests.browser.desk import SAVE, TEXT, open_story, press
from tests.factories import make_article, make_live, make_photo, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/photos/photo/"
SLOW = 60_000  # milliseconds; in tests the sizes are made before the answer


def scene(seed: int, size: tuple[int, int] = (900, 600)) -> bytes:
    """Draw a picture with shapes in it, each seed another."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for _ in range(30):
        x, y, r = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(20, 150)
        pen.ellipse((x - r, y - r, x + r, y + r), tuple(chance.randrange(256) for _ in "rgb"))
    held = BytesIO()
    image.save(held, "JPEG")
    return held.getvalue()


def dropped(page, files: dict[str, bytes]) -> None:
    """Let files fall on the page, as from a folder."""
    transfer = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer()
            for (const [name, content] of Object.entries(files)) {
                const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
                transfer.items.add(new File([bytes], name, { type: "image/jpeg" }))
            }
            return transfer
        }""",
        {name: base64.b64encode(content).decode() for name, content in files.items()},
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("#photo-drop", event, {"dataTransfer": transfer})


def test_many_are_dropped_and_each_says_what_became_of_it(at_desk, photographer) -> None:
    page, site = at_desk(photographer)
    page.goto(site + LIST)
    files = {f"quay-{number}.jpg": scene(number) for number in range(4)}
    dropped(page, files | {"logo.svg": b"<svg/>", "twice.jpg": scene(1)})
    page.locator("#photo-uploads :is(.uploaded, .refused, .duplicate)").nth(5).wait_for(
        timeout=SLOW
    )
    assert page.inner_text("#photo-uploads [role=status]") == "6 of 6 done, 1 failed"
    refused = page.inner_text("#photo-uploads .refused .st")
    assert refused.startswith("“logo.svg” is an SVG drawing.")
    assert "Missing: caption, alt text, credit and licence." in page.inner_text(".uploaded .st")
    page.locator("#photo-uploads img.thumb").nth(3).wait_for(timeout=SLOW)
    assert Photo.objects.count() == 4
    page.click("#photo-uploads .uploaded a:has-text('quay-2')")
    page.wait_for_selector("#id_caption")
    assert page.inner_text("h1") == "quay-2"


def test_pictures_are_chosen_with_the_keyboard_and_a_line_is_dismissed(
    at_desk,
    photographer,
) -> None:
    page, site = at_desk(photographer)
    # Listening long before the key is pressed: a chooser that nobody awaits yet is cancelled.
    choosers: list = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    page.goto(site + LIST)
    for _ in range(5):
        page.press("#photo-files", "Enter")
        page.wait_for_timeout(1000)
        if choosers:
            break
    choosers[0].set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": scene(9)})
    page.wait_for_selector("#photo-uploads .uploaded", timeout=SLOW)
    page.focus("#photo-uploads button")
    assert page.get_attribute("#photo-uploads button", "aria-label") == "Dismiss a.jpg"
    page.keyboard.press("Enter")
    page.wait_for_selector("#photo-uploads", state="hidden")


def test_too_heavy_a_picture_is_not_even_sent(at_desk, photographer) -> None:
    page, site = at_desk(photographer)
    page.goto(site + LIST)
    page.evaluate("document.getElementById('photo-drop').dataset.most = 2 * 1024 * 1024")
    page.reload()
    page.evaluate(
        """() => {
            const transfer = new DataTransfer()
            transfer.items.add(new File([new Uint8Array(61 * 1024 * 1024)], "big.jpg"))
            const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true })
            document.getElementById("photo-drop").dispatchEvent(drop)
        }"""
    )
    page.wait_for_selector("#photo-uploads .refused")
    assert (
        page.inner_text("#photo-uploads .refused .st") == "The file is 61 MB. The limit is 60 MB."
    )
    assert not Photo.objects.exists()


def positions(page) -> dict[str, list[float]]:
    """Return where each crop's preview shows the picture, in percent."""
    return page.evaluate(
        """Object.fromEntries([...document.querySelectorAll(".focus__crop")].map((crop) => [
            crop.dataset.crop,
            getComputedStyle(crop.querySelector("img")).objectPosition.split(" ").map(parseFloat),
        ]))"""
    )


def expected(size: tuple[int, int], focal: tuple[float, float]) -> dict[str, list[float]]:
    """Say where CSS must show the picture so that it is what the renditions will cut."""
    found = {}
    for name, crop in CROPS.items():
        if not crop.ratio:
            continue
        left, top, right, bottom = find_crop_box(size, crop.ratio, focal)
        rooms = size[0] - (right - left), size[1] - (bottom - top)
        found[name] = [
            100 * start / room if room else 50
            for start, room in zip((left, top), rooms, strict=True)
        ]
    return found


def test_a_picture_is_described_and_pointed_at_and_every_crop_follows(
    at_desk,
    photographer,
) -> None:
    page, site = at_desk(photographer)
    page.goto(site + LIST)
    dropped(page, {"quay.jpg": scene(3)})
    page.click("#photo-uploads .uploaded a", timeout=SLOW)
    page.fill("#id_caption", "The quay at low water, 3 May.")
    page.fill("#id_alt", "Boats lying on mud")
    page.fill("#id_credit", "A. Hand / The Post")
    page.select_option("#id_licence", "own")
    page.wait_for_selector(".focus__mark")
    shown = page.locator(".focus__whole")
    box = shown.bounding_box()
    shown.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.25})
    assert page.input_value("#id_focal_x") == "0.90"
    assert page.input_value("#id_focal_y") == "0.25"
    for keys, focal in (
        ([], (0.9, 0.25)),
        (["ArrowLeft", "ArrowDown", "Shift+ArrowLeft"], (0.79, 0.26)),
        (["Shift+ArrowLeft"] * 5, (0.29, 0.26)),
    ):
        for key in keys:
            page.keyboard.press(key)
        shown = positions(page)
        for name, wanted in expected((900, 600), focal).items():
            assert shown[name] == pytest.approx(wanted, abs=1), (name, focal)
    assert page.inner_text("#photo-focus-position") == "29% from the left, 26% from the top"
    before = set(Photo.objects.get().renditions.filter(crop="square").values_list("file"))
    with page.expect_navigation(timeout=SLOW):
        page.click(".submit-row button[name=_save]")
    photo = Photo.objects.get()
    assert (photo.focal_x, photo.focal_y) == (0.29, 0.26)
    assert not photo.missing_details
    after = set(photo.renditions.filter(crop="square").values_list("file"))
    assert after and not before & after


def test_a_picture_is_used_in_a_story_and_found_there(at_desk, editor) -> None:
    photo = make_photo("Low water at the quay")
    story = make_article("The story of the quay", body="<p>Before.</p>")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(f"{TEXT} > p")
    page.keyboard.press("End")
    page.click(".prose-menubar [data-name=photo]")
    page.fill(".photo-picker input", "low water")
    page.click(".photo-picker__item")
    page.wait_for_selector(".news-photo")
    press(page, SAVE)
    page.goto(f"{site}{LIST}{photo.pk}/change/")
    assert "The story of the quay" in page.inner_text(".uses")
    page.click(".uses a:has-text('The story of the quay')")
    page.wait_for_selector(TEXT)
    assert page.input_value("#id_headline") == "The story of the quay"
    assert not Edition.objects.exists()


def test_a_picture_is_replaced_and_readers_get_the_new_one(at_desk, photographer) -> None:
    page, site = at_desk(photographer)
    page.goto(site + LIST)
    dropped(page, {"quay.jpg": scene(3)})
    page.wait_for_selector("#photo-uploads .uploaded", timeout=SLOW)
    Photo.objects.update(caption="Quay", alt="Boats", credit="A. Hand", licence="own")
    photo = Photo.objects.get()
    Photo.objects.update(rights_from=photo.uploaded_at.replace(year=2020))
    photo.refresh_from_db()
    edition = make_live("The quay", lead_photo=photo)
    page.goto(f"{site}{LIST}{photo.pk}/change/")
    new = {"name": "new.jpg", "mimeType": "image/jpeg", "buffer": picture(640, 640, "navy")}
    page.set_input_files("#id_file", new)
    with page.expect_navigation(timeout=SLOW):
        page.click("button[name=_continue]")
    assert page.input_value("#id_credit") == "A. Hand"
    assert "640 × 640 pixels" in page.inner_text("#photo-focus")
    page.goto(site + edition.get_absolute_url())
    image = "document.querySelector('.article__lead img')"
    assert page.evaluate(f"{image}.naturalWidth === {image}.naturalHeight")
    assert {size.width for size in photo.renditions.filter(crop="whole")} == {320, 480, 640}
