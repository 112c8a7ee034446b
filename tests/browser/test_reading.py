"""A reader's day: ways to a story and on from it, colours, old addresses, pages that are gone."""

from __future__ import annotations

import pytest

from articles import workflow
from articles.models import Edition
from tests.factories import (
    a_publisher,
    make_author,
    make_live,
    make_outlet,
    make_section,
    make_source,
    make_topic,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = (
    "<p>The lock is open.</p>" + "<p>Boats went through it all day, one after another.</p>" * 150
)


@pytest.fixture
def story() -> Edition:
    """A long story with an author, sources and a topic, each of which has another story."""
    make_outlet()
    whose = {
        "section": make_section("world", name="World"),
        "authors": [make_author("Ilse Harkwell")],
        "sources": [make_source("BNR"), make_source("The harbour office")],
        "topics": [make_topic("Locks")],
    }
    make_live("The harbour before it", **whose)
    return make_live("Koningsbrugge opens its lock", body=WORDS, **whose)


def test_a_story_is_found_by_the_front_its_section_and_search(page, live_server, story):
    name = story.headline
    page.goto(live_server.url)
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(f"**{story.get_absolute_url()}")
    page.get_by_role("navigation").get_by_role("link", name="World").first.click()
    page.wait_for_url("**/world/")
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(f"**{story.get_absolute_url()}")
    page.get_by_role("link", name="Search").first.click()
    page.wait_for_url("**/search/")
    page.fill("main input[name=q]", "lock")
    page.press("main input[name=q]", "Enter")
    page.locator(".results").get_by_role("link", name=name).click()
    page.wait_for_url(f"**{story.get_absolute_url()}")


@pytest.mark.parametrize("owners", ["authors", "sources", "topics"])
def test_a_story_leads_to_its_author_source_and_topic_and_they_to_more(
    page, live_server, story, owners
):
    owner = getattr(story, owners).order_by("pk").first()
    page.goto(live_server.url + story.get_absolute_url())
    page.locator("article").get_by_role("link", name=owner.name, exact=True).first.click()
    page.wait_for_url(f"**{owner.get_absolute_url()}")
    page.locator("main").get_by_role("link", name="The harbour before it").first.click()
    page.wait_for_url("**/the-harbour-before-it/")


def paper_colour(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_chosen_colours_hold_on_the_next_page_and_can_be_given_back(page, live_server, story):
    page.emulate_media(color_scheme="light")
    page.goto(live_server.url)
    light = paper_colour(page)
    page.select_option("#theme", "dark")
    dark = paper_colour(page)
    assert dark != light
    page.goto(live_server.url + story.get_absolute_url())
    assert paper_colour(page) == dark
    assert page.input_value("#theme") == "dark"
    page.select_option("#theme", "")
    assert paper_colour(page) == light
    page.emulate_media(color_scheme="dark")
    assert paper_colour(page) == dark


def test_a_long_story_says_how_far_and_its_address_is_copied(page, live_server, story, settings):
    settings.BASE_URL = live_server.url
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(live_server.url + story.get_absolute_url())
    come = "document.querySelector('.progress').getBoundingClientRect().width / innerWidth"
    assert page.evaluate(come) < 0.2
    page.locator(".topics").scroll_into_view_if_needed()
    for _ in range(50):  # drawn with the next frame; the policy lets no waiting function in
        if page.evaluate(come) > 0.9:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(come) > 0.9
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == live_server.url + story.get_absolute_url()


def test_an_old_address_leads_to_the_story(page, live_server, story):
    old = story.get_absolute_url()
    article = story.article
    article.slug = "the-lock-opens"
    article.save()
    workflow.update(article, by=a_publisher(), change="minor")
    page.goto(live_server.url + old)
    page.wait_for_url("**/the-lock-opens/")
    assert page.get_by_role("heading", level=1).inner_text() == story.headline


def answer(page, address: str) -> int:
    """Open an address that is no good, and return what the server said.

    The browser writes such an answer to its console; that is the one complaint expected here.
    """
    page.expected.append("Failed to load resource")
    return page.goto(address).status


def test_a_mistyped_address_offers_the_story_and_a_search(page, live_server, story):
    address = live_server.url + story.get_absolute_url().replace("koningsbrugge", "konigsbrugge")
    assert answer(page, address) == 404
    page.locator("main").get_by_role("link", name=story.headline).first.click()
    page.wait_for_url(f"**{story.get_absolute_url()}")


def test_a_withdrawn_story_says_why_and_leads_on(page, live_server, story):
    workflow.withdraw(story.article, by=a_publisher(), reason="The town asked us to wait.")
    assert answer(page, live_server.url + story.get_absolute_url()) == 410
    main = page.locator("main")
    assert "The town asked us to wait." in main.inner_text()
    assert story.headline not in page.content()
    main.get_by_role("link", name="The harbour before it").first.click()
    page.wait_for_url("**/the-harbour-before-it/")


def test_every_page_reads_without_script(window, live_server, story):
    page = window(java_script_enabled=False)
    page.goto(live_server.url)
    page.get_by_role("link", name=story.headline).first.click()
    assert page.get_by_text("The lock is open.").is_visible()
    assert page.locator("#theme").is_hidden()
    assert page.get_by_role("button", name="Copy link").is_hidden()
