"""Writing at the desk, in a browser, under the policy the site really sends."""

from __future__ import annotations

import pytest

from articles.models import Article, Edition
from tests.browser.desk import NEXT, SAVE, TEXT, messages, open_story, press
from tests.cases import load_cases
from tests.factories import make_article, make_author, make_photo, make_section, make_topic
from vocabulary.text import estimate_reading_minutes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_sentence_is_typed_and_saved_with_ordinary_spaces(at_desk, editor) -> None:
    story = make_article("A story to write on", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(TEXT)
    page.keyboard.type('He said "no" to the harbour\'s plan -- twice')
    page.get_by_text("8 words · 1 min to read").wait_for()
    press(page, SAVE)
    assert page.get_by_role("status").get_by_role("list").inner_text() == messages(page)
    story.refresh_from_db()
    assert story.body == "<p>He said “no” to the harbour’s plan — twice</p>"
    assert "&nbsp;" not in story.body and "\u00a0" not in story.body
    assert page.get_attribute(TEXT, "aria-labelledby")


def test_words_are_counted_as_they_are_for_readers(at_desk, editor) -> None:
    texts = load_cases("words")["texts"]
    body = "".join(f"<p>{text}</p>" for text, _ in texts) + "<ul><li>one</li><li>two</li></ul>"
    page, site = at_desk(editor)
    open_story(page, site, make_article("In many scripts", body=body))
    each = """texts => texts.map((text) => {
        const rules = JSON.parse(document.getElementById("tally").dataset.rules)
        return [text, (text.match(new RegExp(rules.word, "gu")) ?? []).length]
    })"""
    assert page.evaluate(each, [text for text, _ in texts]) == texts
    words = sum(words for _, words in texts) + 2
    page.get_by_text(f"{words} words · {estimate_reading_minutes(words)} min to read").wait_for()


def test_a_language_that_is_refused_is_not_called_the_language_of_the_text(at_desk, editor) -> None:
    page, site = at_desk(editor)
    open_story(page, site, make_article("In a tongue of its own"))
    assert page.get_attribute(TEXT, "lang") == "en"
    page.evaluate("document.querySelector('#id_language').add(new Option('None', 'no language!'))")
    page.select_option("#id_language", "no language!")
    press(page, SAVE)
    page.wait_for_selector("#id_language[aria-invalid=true]")
    page.wait_for_selector(TEXT)
    assert page.get_attribute(TEXT, "lang") is None
    page.select_option("#id_language", label="Dutch")
    assert page.get_attribute(TEXT, "lang") == "nl"


def test_the_buttons_above_the_text_are_one_stop_and_arrows_lead_along_them(
    at_desk,
    editor,
) -> None:
    page, site = at_desk(editor)
    open_story(page, site, make_article("By keyboard alone", body="<p>Word</p>"))
    page.focus("#id_standfirst")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.name") == "bold"
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.title") == "paragraph"
    page.keyboard.press("Tab")
    page.wait_for_selector(f"{TEXT}:focus")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.title") == "paragraph"


def test_what_other_ways_in_have_written_survives_a_save(at_desk, editor) -> None:
    photo, other = make_photo("Quay"), make_article("Another story")
    body = (
        f'<p lang="fr">Un mot, <a data-article="{other.pk}">another story</a>, H<sub>2</sub>O.</p>'
        f'<figure data-photo="{photo.pk}"><figcaption>Our <em>own</em> words</figcaption></figure>'
        '<aside class="pullquote"><p>We built for a sea</p></aside>'
        '<aside class="facts"><h3>Facts</h3><ul><li><p>One</p></li></ul></aside>'
    )
    story = make_article("Made elsewhere", body=body)
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(f"{TEXT} > p")
    page.keyboard.press("Control+End")
    page.keyboard.type("End")
    assert page.locator(TEXT).get_by_role("note").count() == 2  # the boxes are no landmarks
    press(page, SAVE)
    story.refresh_from_db()
    for kept in (
        'lang="fr"',
        f'data-article="{other.pk}"',
        "<sub>2</sub>",
        f'<figure data-photo="{photo.pk}"><figcaption>Our <em>own</em> words</figcaption></figure>',
        '<aside class="pullquote"><p>We built for a sea</p></aside>',
        '<aside class="facts"><h3>Facts</h3><ul><li><p>One',
        "End",
    ):
        assert kept in story.body


def test_a_photo_is_picked_and_typing_beside_it_does_not_replace_it(at_desk, editor) -> None:
    photo = make_photo("Low water at the quay")
    story = make_article("With a picture", body="<p>Before.</p>")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(f"{TEXT} > p")
    page.keyboard.press("End")
    page.click(".prose-menubar [data-name=photo]")
    page.fill(".photo-picker input", "low water")
    page.click(".photo-picker__item")
    page.wait_for_selector(".news-photo")
    page.click(".news-photo .figure-facts")
    page.keyboard.type("After.")
    press(page, SAVE)
    story.refresh_from_db()
    assert f'<figure data-photo="{photo.pk}">' in story.body
    assert "Before." in story.body and "After." in story.body


def test_a_story_is_written_and_published_from_nothing(at_desk, editor) -> None:
    make_section("city", name="City")
    make_author("Noor Vell")
    make_topic("Harbours")
    page, site = at_desk(editor)
    page.goto(f"{site}/admin/articles/article/add/")
    page.select_option("#id_section", label="City")
    page.fill("#id_headline", "The tide that came twice in one night")
    page.click(TEXT)
    page.keyboard.type("Two words and more.")
    page.click("#bylines-group .add-row a")
    page.wait_for_selector(".select2-container--open .select2-search__field:focus")
    page.keyboard.type("Noor")
    page.click(".select2-results__option--highlighted")
    page.click("text=Topics and dateline")
    page.click(".field-topics .select2-selection")
    for name in ("Harb", "Night tides"):
        page.keyboard.type(name)
        page.wait_for_selector(".select2-results__option--highlighted:not(.loading-results)")
        page.wait_for_timeout(600)
        page.keyboard.press("Enter")
    press(page, SAVE)
    press(page, NEXT)
    story = Article.objects.get()
    edition = Edition.objects.live().get()
    assert edition.headline == "The tide that came twice in one night"
    assert sorted(story.topics.names()) == ["Harbours", "Night tides"]
    assert [line["name"] for line in edition.printed["bylines"]] == ["Noor Vell"]
    assert messages(page).startswith("Published. It is live")


def test_enter_in_a_field_saves_and_never_publishes(at_desk, editor) -> None:
    story = make_article("Not to be published by a slip")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.fill("#id_kicker", "Slip")
    with page.expect_navigation():
        page.press("#id_kicker", "Enter")
    story.refresh_from_db()
    assert story.kicker == "Slip" and not Edition.objects.exists()
