"""A confidential source in a browser: from record to published story to purge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Edition
from sources.confidential import actions
from sources.models import ConfidentialRecord
from tests.browser.desk import NEXT, SAVE, attribute_quotation, log_in, messages, open_story, press
from tests.factories import make_article, make_outlet, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, PHONE = "Wilhelmina Quist", "+31 6 5550 1234"
QUOTED = "<p>“The report was hidden for a year,” an official at the ministry said.</p>"


def stored(page) -> str:
    """What the browser keeps of a page: local and session storage, cookies it can read."""
    return page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )


def fill_in(page, colleague) -> None:
    page.fill("#id_alias", "Heron")
    page.fill("#id_description", "an official at the ministry")
    page.fill("#id_reason", "Would lose the job.")
    page.fill("#id_ends_on", f"{timezone.localdate() + timedelta(days=30)}")
    page.fill("#id_identity-name", NAME)
    page.fill("#id_identity-telephone", PHONE)
    page.get_by_label(str(colleague), exact=True).check()


def test_from_record_to_published_story_to_purge(at_desk, window, roles, live_server):
    make_outlet()
    editor = make_user("anna", "Editors", email="anna@paper.example")
    colleague = make_user("bert", "Editors", email="bert@paper.example")
    page, site = at_desk(editor)
    page.goto(f"{site}/admin/sources/source/")
    press(page, "text=Add confidential source")
    fill_in(page, colleague)
    page.get_by_label(str(colleague), exact=True).uncheck()
    press(page, "text=Record this source")
    assert "Name at least one person besides yourself." in page.inner_text("main")
    assert page.input_value("#id_identity-name") == NAME
    page.get_by_label(str(colleague), exact=True).check()
    press(page, "text=Record this source")
    assert "Recorded" in messages(page) and NAME not in page.content()
    record = ConfidentialRecord.objects.get()

    press(page, "text=Show identity")
    assert NAME in page.inner_text("main") and PHONE in page.inner_text("main")
    assert NAME not in stored(page)
    press(page, "text=Hide")
    assert "Identity shown" in page.inner_text(".confidential-log")
    with pytest.raises(Exception, match="ERR_CACHE_MISS"):
        page.go_back()  # the browser keeps no copy to go back to
    page.wait_for_load_state("networkidle")  # its own page of the error
    assert NAME not in page.locator("html").inner_text()

    story = make_article("Ministry hid the report", body=QUOTED, created_by=editor)
    open_story(page, site, story)
    attribute_quotation(page, "hidden for a year", "Heron")
    press(page, SAVE)
    assert "names no editor who knows" in page.inner_text("body")

    page.goto(f"{site}/admin/sources/source/{record.pk}/change/")
    page.select_option("#id_editor_who_knows", label="bert")
    press(page, ".panel form >> text=Save")
    open_story(page, site, story)
    press(page, NEXT)
    path = Edition.objects.live().get(article=story).path

    reader = window()
    reader.goto(f"{site}/{path}")
    text = reader.content()
    assert "an official at the ministry" in text
    assert "Heron" not in text and NAME not in text

    other = window()
    other.expected.append("Failed to load resource")
    log_in(other, site, make_user("root", is_superuser=True))
    answer = other.goto(f"{site}/admin/sources/source/{record.pk}/confidential/")
    assert answer.status == 404
    other.goto(f"{site}/admin/sources/source/{record.pk}/change/")
    assert "This source is confidential" in other.inner_text("main")

    actions.purge_ended(timezone.now() + timedelta(days=32))
    page.goto(f"{site}/admin/sources/source/{record.pk}/confidential/")
    assert "have been erased" in page.inner_text("main")
    reader.reload()
    assert "an official at the ministry" in reader.content()
