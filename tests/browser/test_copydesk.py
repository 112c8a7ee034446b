"""The copy desk beside the text, in a browser: found, fixed by a click, dismissed with a reason."""

from __future__ import annotations

import pytest

from articles.models import Article, Citation, DismissedWarning, Edition
from filing import read_copy
from filing.drafting import file_draft
from tests.browser.desk import NEXT, SAVE, TEXT, attribute_quotation, open_story, press
from tests.factories import make_article, make_author, make_section, make_source, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINE = "#copydesk .finding"


def open_and_read(page, site: str, story: Article) -> None:
    open_story(page, site, story)
    page.wait_for_selector("#copydesk [data-sum]:not(.soft)")


def summary(page) -> str:
    return page.inner_text("#copydesk [data-sum]")


def expect_summary(page, words: str) -> None:
    page.locator("#copydesk [data-sum]", has_text=words).wait_for()


@pytest.fixture
def kazakhstan(editor, shared) -> Article:
    """The story of the brief, filed as it came, with a headline."""
    professor = make_source("Hans van Koningsbrugge", kind="person", pronouns="he")
    path = shared / "copy" / "kazakhstan.txt"
    copy = read_copy(path.read_bytes(), path.name, "Kazakhstan tightens entry rules for Russians")
    story = file_draft(copy, section=make_section(), by=editor).article
    Citation.objects.create(article=story, source=professor, role=Citation.Role.QUOTED)
    return story


def test_the_filed_story_is_fixed_by_clicks_dismissed_and_published(at_desk, editor, kazakhstan):
    page, site = at_desk(editor)
    open_and_read(page, site, kazakhstan)
    assert summary(page) == "4 errors, 4 warnings"
    assert page.locator(f"{TEXT} .told-error").count() >= 4
    for left in ("3 errors, 4 warnings", "2 errors, 4 warnings", "1 error, 4 warnings"):
        page.locator(f"{LINE}.error [data-fix]").first.click()
        expect_summary(page, left)
    page.locator(f"{LINE}.error [data-fix]").click()
    expect_summary(page, "4 warnings")
    pronoun = page.locator(LINE, has_text="“she” refers to Hans van Koningsbrugge")
    pronoun.locator("[data-fix]").click()
    expect_summary(page, "3 warnings")
    assert "January 2023 one,” he says." in page.inner_text(TEXT)

    today = page.locator(LINE, has_text="“today”: the story gives no date")
    today.locator("summary").click()
    today.locator("input:focus").wait_for()
    page.keyboard.type("The rules are of 27 January, in the second paragraph.")
    page.keyboard.press("Enter")
    expect_summary(page, "2 warnings")
    page.fill("#copydesk-reason", "Checked with the BNR desk by telephone.")
    page.click("[data-dismiss-all] button")
    expect_summary(page, "no issues")

    attribute_quotation(page, "Before the invasion", "Koningsbrugge")

    press(page, NEXT)
    edition = Edition.objects.live().get()
    for quotation in ("“Before the invasion", "solved by Russian troops,”", "as a neighbor?”"):
        assert quotation in edition.body
    assert DismissedWarning.objects.count() == 3
    page.goto(site + edition.get_absolute_url())
    assert "2 sources. 1 quotation, on the record." in page.inner_text("#sources")
    said = page.content()
    assert '"spokenByCharacter":{"@type":"Person","name":"Hans van Koningsbrugge"' in said
    assert {source.name for source in edition.sources.all()} == {"BNR", "Hans van Koningsbrugge"}
    for source in edition.sources.all():
        page.goto(site + source.get_absolute_url())
        assert edition.headline in page.inner_text("main")

    other = make_user("second", "Editors")
    page.goto("about:blank")
    page.context.clear_cookies()
    page, site = at_desk(other)
    open_and_read(page, site, kazakhstan)
    passed = page.inner_text("#copydesk [data-group=dismissed]")
    assert "“The rules are of 27 January, in the second paragraph.” editor, " in passed
    assert passed.count("Checked with the BNR desk by telephone.") == 2
    page.locator(f"{LINE} [data-restore]").first.click()
    expect_summary(page, "1 warning")


def test_a_refusal_leads_to_the_line_and_the_line_to_the_words(at_desk, editor):
    story = make_article(body="<p>Rain 🌧 fell.</p><p>It is dearer from today.</p>")
    page, site = at_desk(editor)
    open_and_read(page, site, story)
    press(page, NEXT)
    page.wait_for_selector(LINE)
    page.click(".banner .to-fields a")
    page.locator(f"{LINE} button:focus", has_text="“today”: the story gives no date").wait_for()
    page.keyboard.press("Enter")
    page.locator(f"{TEXT}:focus").wait_for()
    page.wait_for_timeout(300)  # the editor takes the selection to the page a frame later
    assert page.evaluate("getSelection().toString()") == "today"


def test_what_is_typed_is_checked_and_one_undo_takes_a_fix_back(at_desk, editor):
    make_section()
    page, site = at_desk(editor)
    page.goto(f"{site}/admin/articles/article/add/")
    page.select_option("#id_section", label="World")
    page.fill("#id_headline", "It is the the end of the road")
    page.click(TEXT)
    page.keyboard.type("Rain fell 🌧 on the the quay all day.")
    expect_summary(page, "2 warnings")
    page.locator(LINE, has_text="Repeated word").last.locator("[data-fix]").click()
    expect_summary(page, "1 warning")
    assert page.inner_text(TEXT).strip() == "Rain fell 🌧 on the quay all day."
    page.locator(f"{LINE} [data-fix]").click()
    expect_summary(page, "no issues")
    assert page.input_value("#id_headline") == "It is the end of the road"
    page.click(TEXT)
    page.keyboard.press("Control+z")
    expect_summary(page, "1 warning")
    assert "on the the quay" in page.inner_text(TEXT)


def test_all_safe_fixes_are_applied_at_once_and_words_said_stay(at_desk, editor):
    body = "<p>‘The the <em>sea</em>,” it read on the the quay.</p><p>A colour, of of a labor.</p>"
    story = make_article(body=body)
    page, site = at_desk(editor)
    open_and_read(page, site, story)
    page.click("[data-fix-all] button")
    expect_summary(page, "1 warning")
    text = page.inner_text(TEXT)
    assert "“The the sea,” it read on the quay." in text
    assert "A colour, of a labour." in text
    page.click(TEXT)
    page.keyboard.press("Control+z")
    expect_summary(page, "1 error")


@pytest.mark.parametrize(
    ("language", "typed", "set_as"),
    [
        ("en", "He said \"no\" and 'yes', in the '90s", "He said “no” and ‘yes’, in the ’90s"),
        ("de", "Er sagte \"nein\" und 'ja'. Geht's?", "Er sagte „nein“ und ‚ja‘. Geht’s?"),
        ("fr", 'Il a dit "non" d\'abord', "Il a dit «\u202fnon\u202f» d’abord"),
        ("sv", 'Han sade "nej"', 'Han sade "nej"'),
    ],
)
def test_marks_are_set_while_typing_by_the_language(at_desk, editor, language, typed, set_as):
    story = make_article(body="", language=language)
    page, site = at_desk(editor)
    open_and_read(page, site, story)
    page.click(TEXT)
    page.keyboard.type(typed)
    press(page, SAVE)
    story.refresh_from_db()
    assert story.body == f"<p>{set_as}</p>"


def test_a_reason_waits_until_the_story_is_kept(at_desk, editor):
    make_section()
    make_author("Noor Vell", user=editor)
    page, site = at_desk(editor)
    page.goto(f"{site}/admin/articles/article/add/")
    page.click(TEXT)
    page.keyboard.type("It is dearer from today.")
    expect_summary(page, "1 warning")
    page.locator(f"{LINE} summary").click()
    page.locator(f"{LINE} input:focus").wait_for()
    page.keyboard.type("Prices of today.")
    page.keyboard.press("Enter")
    page.locator("#copydesk [data-refused]", has_text="Save the story first").wait_for()
    page.select_option("#id_section", label="World")
    page.fill("#id_headline", "Salt is dearer from today")
    page.wait_for_url("**/change/")
    page.locator(f"{LINE} [data-dismiss] button").first.click()
    page.locator("#copydesk [data-group=dismissed]", has_text="“Prices of today.”").wait_for()
    assert DismissedWarning.objects.get().reason == "Prices of today."


def test_when_the_copy_desk_does_not_answer_it_says_so(at_desk, editor):
    story = make_article()
    page, site = at_desk(editor)
    open_and_read(page, site, story)
    page.route("**/copydesk/", lambda route: route.fulfill(status=200, body="not json"))
    page.fill("#id_headline", "Another headline")
    page.locator("#copydesk [data-refused]", has_text="is not responding").wait_for()
    page.unroute("**/copydesk/")
    page.fill("#id_headline", "A better headline")
    page.locator("#copydesk [data-refused]").wait_for(state="hidden")
