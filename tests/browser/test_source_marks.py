"""Attributing text to a source with the keyboard, and what readers and machines get of it."""

from __future__ import annotations

import json
import re

import pytest

from articles.body.source_marks import source_marks_in
from articles.models import Citation, Edition
from sources.models import Source
from tests.browser.desk import NEXT, SAVE, TEXT, open_story, press
from tests.factories import make_article, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICKER = "dialog.chooser"


def test_a_quotation_is_attributed_by_keyboard_published_and_traced(at_desk, editor) -> None:
    berg = make_source("Hans Berg", slug="hans-berg", kind="person", role="professor of history")
    make_source("BNR")
    story = make_article(
        "Rules that tighten", body="<p>Before. “It is late,” said Berg. After.</p>"
    )
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(f"{TEXT} p", position={"x": 110, "y": 12})  # within the quotation
    page.keyboard.press("Control+Shift+S")
    assert page.inner_text(f"{PICKER} .chooser__words") == "“It is late,”"
    assert page.is_checked(f"{PICKER} input[value=quotation]")
    page.keyboard.type("berg")
    page.wait_for_selector(f"{PICKER} [role=option] >> text=Hans Berg")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{TEXT} .attributed-words")
    page.keyboard.type(" he said, and")
    assert "“It is late,”" in page.inner_text("[data-attributions]")
    press(page, SAVE)

    story.refresh_from_db()
    [mark] = source_marks_in(story.body)
    assert (mark.source, mark.kind, mark.words) == (berg.pk, "quotation", "“It is late,”")
    assert "</span> he said, and said Berg" in story.body
    assert Citation.objects.get(article=story).role == "quoted"

    press(page, NEXT)
    page.goto(f"{site}{Edition.objects.live().get().get_absolute_url()}")
    page.click(".attributed__to")
    assert page.url.endswith("#s1")
    assert "1 source. 1 quotation, on the record." in page.inner_text("#sources")
    story_said = next(
        each
        for each in map(
            json.loads,
            re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content()),
        )
        if "headline" in each
    )
    assert story_said["hasPart"][0]["spokenByCharacter"]["name"] == "Hans Berg"
    page.click("#s1 a")
    assert page.url.endswith("/sources/hans-berg/")
    assert "Rules that tighten" in page.inner_text("main")


def test_a_new_source_is_added_while_attributing(at_desk, editor) -> None:
    story = make_article("A cost", body="<p>It cost 40 crowns in all.</p>")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.dblclick(f"{TEXT} p", position={"x": 60, "y": 10})
    page.keyboard.press("Control+Shift+S")
    page.keyboard.type("Winter report")
    page.wait_for_selector(f"{PICKER} [role=option] >> text=add as a new source")
    page.keyboard.press("Enter")
    page.select_option(f"{PICKER} select", "document")
    page.click(f"{PICKER} >> text=Add and attribute")
    page.wait_for_selector(f"{TEXT} .attributed-words")
    press(page, SAVE)
    source = Source.objects.get(name="Winter report")
    assert (source.kind, source.slug, source.created_by) == ("document", "winter-report", editor)
    story.refresh_from_db()
    assert [mark.source for mark in source_marks_in(story.body)] == [source.pk]


def test_an_attribution_removed_on_purpose_is_not_missed_and_a_lost_one_is(at_desk, editor) -> None:
    berg = make_source("Hans Berg", kind="person")
    marks = [
        f'<p>{n}: <span data-source="{berg.pk}" data-attribution="quotation">'
        f"“{n} it is.”</span></p>"
        for n in ("One", "Two")
    ]
    story = make_article("Two ties", body="".join(marks), sources=[berg])
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.fill("#id_kicker", "Ties")
    press(page, SAVE)

    page.wait_for_selector(".attributed-words")
    page.click("[data-attributions] li:nth-child(1) button")
    page.keyboard.press("Control+Shift+S")
    page.click(f"{PICKER} >> text=Remove attribution")
    page.click("[data-attributions] li:nth-child(1) button")
    page.keyboard.press("Delete")
    press(page, SAVE)
    assert page.locator(".attributions--lost li").count() == 1
    assert "Two it is." in page.inner_text(".attributions--lost")
    page.locator("#copydesk .finding", has_text="is no longer attributed to Hans Berg").wait_for()

    page.check(".attributions--lost input[name=let_go]")
    press(page, SAVE)
    assert page.locator(".attributions--lost").count() == 0


def test_words_that_are_still_there_are_attributed_again(at_desk, editor) -> None:
    berg = make_source("Hans Berg", kind="person")
    story = make_article("Pasted over", body="<p>He said: “It is late.”</p>", sources=[berg])
    story.attributed_texts.create(source=berg, kind="quotation", words="“It is late.”")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click("[data-attribution-again]")
    press(page, SAVE)
    story.refresh_from_db()
    assert [mark.words for mark in source_marks_in(story.body)] == ["“It is late.”"]
    assert page.locator(".attributions--lost").count() == 0
