"""An editor places a story and sets a banner; the reader sees both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fronts.models import Placement
from tests.browser.desk import messages
from tests.factories import make_banner, make_live, make_outlet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


def test_an_editor_places_a_story_on_the_front_and_the_reader_sees_it(at_desk, editor):
    make_outlet(time_zone="UTC")
    make_live("Eels come back to the weir", live_from=timezone.now() - 30 * DAY)
    for number in range(9):
        make_live(f"Newer story {number}")
    page, site = at_desk(editor)
    page.click("#nav-sidebar a:has-text('Fronts')")
    page.click("#result_list a:has-text('Home page')")
    page.click("a.addlink")
    page.click(".field-article .select2-selection")
    page.keyboard.type("eels")
    page.click(".select2-results__option--highlighted:has-text('Eels')")
    page.fill("#id_headline", "The eels are back")
    page.click(".submit-row button[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert "placed: Lead." in messages(page)

    page.goto(site)
    assert page.inner_text(".card--lead h2") == "The eels are back"
    page.click(".card--lead h2 a")
    assert page.inner_text("h1") == "Eels come back to the weir"

    page.goto(f"{site}/admin/fronts/front/")
    page.click("#result_list a:has-text('Home page')")
    page.click("button:has-text('Remove')")
    page.wait_for_selector(".messagelist .success")
    page.goto(site)
    assert page.inner_text(".card--lead h2").startswith("Newer story")
    assert Placement.objects.count() == 1


def test_an_article_fetches_the_banner_moves_nothing_for_it_and_drops_it_at_its_end(
    page, live_server, roles
):
    story = make_live("A story to read", body="<p>Water.</p>" * 60)
    make_banner("Barrier gives way", ends_at=timezone.now() + timedelta(seconds=6))
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver((list) => {"
        "for (const entry of list.getEntries()) window.shifts += entry.value"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(live_server.url + story.get_absolute_url())
    page.wait_for_selector(".breaking-below .breaking")
    assert "Barrier gives way" in page.inner_text(".breaking-below[role=status]")
    assert page.evaluate("window.shifts") == 0
    page.wait_for_selector(".breaking", state="detached", timeout=10_000)
