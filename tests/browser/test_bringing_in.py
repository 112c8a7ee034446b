"""What comes into a text from elsewhere: pasted words, pictures, links, what others show."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.models import Article
from photos.models import Photo
from tests.browser.desk import PASTED, SAVE, TEXT, drop, open_story, paste, press
from tests.factories import make_article, make_live, picture

DRAWN = 60_000  # milliseconds; in tests a picture's sizes are made before the answer
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(at_desk, editor, body: str = "") -> tuple:
    story = make_article("A story to bring things into", body=body)
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(TEXT)
    return page, site, story


def body_saved(page, story: Article) -> str:
    press(page, SAVE)
    story.refresh_from_db()
    return story.body


def test_a_text_from_word_keeps_its_structure_and_says_what_was_left_out(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor)
    paste(page, (PASTED / "word.html").read_text())
    said = page.inner_text(".editor-said [role=status]")
    assert said.startswith("Removed from the pasted text: 1 tracked deletion; comments; ")
    assert "1 image: drag its file into the text to upload it" in said
    assert said.endswith("fonts, colours and layout.")
    page.click(".editor-said button")
    assert page.locator(".editor-said").count() == 0
    body = body_saved(page, story)
    for kept in (
        "<h2>Low water</h2>",
        "<h3>How it went</h3>",
        "<strong>fell dry</strong> at dusk",
        '<a href="https://harbour.example/log">says the log</a>.',
        "<blockquote><p>We waited.</p></blockquote>",
        "<ul><li><p>First</p></li><li><p>Second</p></li></ul>",
    ):
        assert kept in body
    for gone in ("at noon", "AB1", "#_msocom", "img", "style", "·"):
        assert gone not in body


def test_a_text_from_google_docs_is_not_all_bold(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor)
    paste(page, (PASTED / "google-docs.html").read_text())
    assert page.inner_text(".editor-said [role=status]") == (
        "Removed from the pasted text: fonts, colours and layout."
    )
    body = body_saved(page, story)
    assert "<strong>Bold</strong> and <em>slanted</em>" in body
    assert "<ul><li><p>A point</p></li></ul>" in body


def test_a_text_from_libreoffice_keeps_its_table_and_its_struck_words(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor)
    paste(page, (PASTED / "libreoffice.html").read_text())
    body = body_saved(page, story)
    assert "<h2>The log</h2>" in body
    assert "<p><em>Noon</em>, H<sub>2</sub>O, <s>dry</s></p>" in body
    assert "<td" in body and "1.20 m" in body and "width" not in body and "font" not in body


def test_a_page_from_the_web_leaves_its_players_and_buttons_behind(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor)
    paste(
        page,
        '<p>Watch it.</p><iframe src="//player.vimeo.com/video/76979871"></iframe>'
        '<iframe src="https://ads.example/1"></iframe><button>Share</button>'
        '<div style="display:none">Hidden words</div>'
        '<img src="https://x.example/p.gif" width="1" height="1">',
    )
    assert page.inner_text(".editor-said [role=status]") == (
        "Removed from the pasted text: 1 hidden passage; 1 embedded player: embed it from its URL;"
        " 1 field or button."
    )
    assert (
        body_saved(page, story)
        == '<p>Watch it.</p><figure data-embed="https://vimeo.com/76979871"></figure>'
    )


def test_a_heading_pasted_behind_a_text_begins_a_block_of_its_own(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor, "<p>Told before.</p><p>Told after.</p>")
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    paste(page, (PASTED / "word.html").read_text())
    body = body_saved(page, story)
    assert body.startswith("<p>Told before.</p><h2>Low water</h2><p>The quay <strong>")
    assert body.endswith("<p>Told after.</p>") and "<p></p>" not in body
    page.click(TEXT)
    page.keyboard.press("Control+End")
    paste(page, "<h2>Low water</h2>")
    assert "Told after.Low water" in body_saved(page, story), "words alone go on in the line"


def test_a_key_pressed_before_the_browser_tells_of_the_click_is_meant_for_its_place(
    at_desk, editor
) -> None:
    web = '<a href="https://harbour.example/log">the log</a>'
    page, _site, _story = opened(at_desk, editor, f"<p>Told by {web}.</p><p>End</p>")
    page.keyboard.press("Control+End")
    page.evaluate(
        """(text) => {
            const box = document.querySelector(text)
            getSelection().collapse(box.querySelector("a").firstChild, 2)
            const how = { key: "k", code: "KeyK", ctrlKey: true, bubbles: true, cancelable: true }
            box.dispatchEvent(new KeyboardEvent("keydown", how))
        }""",
        TEXT,
    )
    assert page.input_value("dialog.chooser input[role=combobox]") == "https://harbour.example/log"


def test_cut_and_paste_within_a_text_says_nothing(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor, "<p>One <strong>two</strong></p>")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    page.keyboard.press("Control+v")
    page.wait_for_selector(f"{TEXT} strong")
    assert page.locator(".editor-said").count() == 0


def test_a_picture_falls_into_the_text_and_is_in_the_library(at_desk, editor) -> None:
    page, _site, story = opened(at_desk, editor, "<p>First.</p><p>Second.</p>")
    drop(page, picture(600, 400), "quay.jpg")
    page.wait_for_selector(".news-photo .flag.wait", timeout=DRAWN)
    photo = Photo.objects.get()
    assert photo.uploaded_by == editor
    assert page.locator(".news-photo img").evaluate("(image) => image.naturalWidth") > 0
    page.click(".news-photo >> text=Add photo details")
    page.fill("#details_caption", "The quay on Sunday.")
    page.click("text=Save details")
    page.locator("[data-error=alt]", has_text="Describe the photo").wait_for()
    page.fill("#details_alt", "Boats on mud")
    page.check("#details_mine")
    page.click("text=Save details")
    page.wait_for_selector(".news-photo .flag.wait", state="detached")
    photo.refresh_from_db()
    assert not photo.missing_details and photo.credit == "editor / The Newsroom"
    assert "The quay on Sunday." in page.inner_text(".news-photo")
    assert body_saved(page, story) == (
        f'<p>First.</p><figure data-photo="{photo.pk}"></figure><p>Second.</p>'
    )


def test_a_picture_is_pasted_and_one_that_is_none_is_refused_with_a_sentence(
    at_desk, editor
) -> None:
    page, _site, story = opened(at_desk, editor, "<p>First.</p>")
    drop(page, picture(600, 400), "image.jpg", on=TEXT, how="paste")
    page.wait_for_selector(".news-photo .flag.wait", timeout=DRAWN)
    drop(page, b"no picture at all", "false.jpg")
    page.wait_for_selector(".editor-said [role=alert]")
    assert "false.jpg" in page.inner_text(".editor-said")
    drop(page, b"no picture at all", "copy.docx", "application/msword")
    page.get_by_text("Only images can be dropped into the text").wait_for()
    assert Photo.objects.count() == 1
    assert page.locator(".figure-coming").count() == 0


def test_a_picture_whose_place_went_while_it_came_is_not_lost(at_desk, editor) -> None:
    page, _site, _story = opened(at_desk, editor, "<p>First.</p><p>Second.</p>")
    held = []
    page.route("**/photo/upload/", lambda route: held.append(route))
    drop(page, picture(600, 400), "quay.jpg")
    page.wait_for_selector(".figure-coming")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    held[0].continue_()
    page.get_by_text(
        "“quay.jpg” is in the library, but its place in the text was deleted."
    ).wait_for()
    assert Photo.objects.count() == 1


def test_a_new_picture_is_uploaded_from_the_picker(at_desk, editor, tmp_path: Path) -> None:
    page, _site, story = opened(at_desk, editor, "<p>First.</p>")
    (tmp_path / "quay.jpg").write_bytes(picture(600, 400))
    page.click(".prose-menubar [data-name=photo]")
    with page.expect_file_chooser() as chooser:
        page.click(".photo-picker >> text=Upload a photo")
    chooser.value.set_files(tmp_path / "quay.jpg")
    page.click("dialog.photo-details >> text=Later", timeout=DRAWN)
    assert f'data-photo="{Photo.objects.get().pk}"' in body_saved(page, story)


def test_words_are_linked_to_the_web_and_to_a_story_of_ours_and_unlinked(at_desk, editor) -> None:
    other = make_live("Low water at the quay").article
    page, _site, story = opened(at_desk, editor, "<p>As told before here</p>")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+k")
    page.fill("dialog.chooser input[role=combobox]", "low quay")
    page.locator("dialog.chooser [role=option]", has_text="Low water at the quay").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_selector(f'{TEXT} a[data-article="{other.pk}"]')
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+k")
    page.fill("dialog.chooser input[role=combobox]", "harbour.example/log")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{TEXT} a[href]")
    link = f'<a data-article="{other.pk}">As</a>'
    web = '<a href="https://harbour.example/log">here</a>'
    body = body_saved(page, story)
    assert body == f"<p>{link} told before {web}</p>"
    page.click(f"{TEXT} a[href]")
    page.keyboard.press("Control+k")
    assert page.input_value("dialog.chooser input[role=combobox]") == "https://harbour.example/log"
    page.click("dialog.chooser >> text=Remove link")
    assert "<a href" not in body_saved(page, story)


def test_an_address_is_embedded_by_the_button_and_by_pasting_it_on_an_empty_line(
    at_desk, editor
) -> None:
    page, _site, story = opened(at_desk, editor)
    paste(page, "", "https://youtu.be/dQw4w9WgXcQ")
    page.wait_for_selector(".news-embed >> text=Video · YouTube")
    page.click(".prose-menubar [data-name=embed]")
    page.fill("#embed-address", "https://example.org/film")
    page.keyboard.press("Enter")
    assert "Link to anything else" in page.inner_text("#embed-said[role=alert]")
    page.fill("#embed-address", "https://vimeo.com/76979871")
    page.keyboard.press("Enter")
    page.wait_for_selector(".news-embed >> text=Video · Vimeo")
    page.click(".news-embed figcaption >> nth=-1")
    page.keyboard.type("The quay at low water")
    body = body_saved(page, story)
    assert '<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></figure>' in body
    assert "<figcaption>The quay at low water</figcaption>" in body
    assert 'data-embed="https://vimeo.com/76979871"' in body


def test_a_reader_loads_what_others_show_by_a_click(page, live_server) -> None:
    edition = make_live(
        "With a film",
        body='<figure data-embed="https://vimeo.com/76979871">'
        "<figcaption>The quay</figcaption></figure>",
    )
    asked = []
    page.route(
        "https://player.vimeo.com/**",
        lambda route: (
            asked.append(route.request.url),
            route.fulfill(body="<p>Film</p>", content_type="text/html"),
        ),
    )
    page.goto(f"{live_server.url}{edition.get_absolute_url()}")
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.click(".embed button")
    page.frame_locator(".embed iframe").get_by_text("Film").wait_for()
    assert asked == ["https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"]
    assert page.get_attribute(".embed iframe", "title") == "Video on Vimeo"
