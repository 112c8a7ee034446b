"""A reader looks for a story: by typing, with a typo, by the archive, by a mistyped address."""

from __future__ import annotations

import pytest

from tests.factories import make_author, make_live, make_outlet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paper(live_server) -> str:
    make_outlet()
    make_live("Koningsbrugge opens its lock", authors=[make_author("Ilse Harkwell")])
    make_live("Something else altogether")
    return live_server.url


def test_typing_suggests_and_the_arrow_keys_choose(page, paper):
    page.goto(f"{paper}/search/")
    field = page.get_by_role("combobox", name="Search for")
    field.press_sequentially("konings")
    option = page.get_by_role("option", name="Koningsbrugge opens its lock")
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    field.press("ArrowDown")  # past the last: the field itself
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    field.press("Enter")
    page.wait_for_url("**/koningsbrugge-opens-its-lock/")


def test_escape_closes_the_list_and_enter_then_searches(page, paper):
    page.goto(f"{paper}/search/")
    field = page.get_by_role("combobox", name="Search for")
    field.press_sequentially("konings")
    page.get_by_role("option", name="Koningsbrugge").wait_for()
    field.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    assert field.input_value() == "konings"
    field.press("Enter")
    page.wait_for_url("**/search/?q=konings**")
    assert page.locator(".results a", has_text="Koningsbrugge opens its lock").is_visible()


def test_a_typo_is_corrected_and_a_filter_taken_off(page, paper):
    page.goto(f"{paper}/search/?q=konnigsbrugge")
    page.get_by_role("link", name="Koningsbrugge", exact=True).click()
    page.get_by_text("Filter results").click()
    page.get_by_label("Author").select_option(label="Ilse Harkwell (1)")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name="Remove: Author Ilse Harkwell").click()
    page.wait_for_url("**/search/?q=Koningsbrugge")


def test_without_script_search_is_an_ordinary_form(window, paper):
    page = window(java_script_enabled=False)
    page.goto(f"{paper}/search/")
    page.fill("input[name=q]", "lock")
    page.press("input[name=q]", "Enter")
    page.locator(".results a", has_text="Koningsbrugge").first.wait_for()


def test_the_archive_leads_to_the_story(page, paper):
    page.goto(f"{paper}/archive/")
    main = page.locator("main")
    main.locator("h2 a").first.click()
    main.locator("td a").first.click()
    main.locator(".crumb a").last.click()
    main.locator("td a").first.click()
    main.get_by_role("link", name="Koningsbrugge opens its lock").first.click()
    page.wait_for_url("**/koningsbrugge-opens-its-lock/")
