"""Embeds: which addresses are kept, and what readers get of them before and after they ask."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils.html import escape

from articles import body
from articles.body import embeds
from tests.cases import load_cases
from tests.factories import make_live
from vocabulary.embed_providers import PROVIDERS

CASES = load_cases("embeds")
SHOWN, NOT_SHOWN = CASES["shown"], CASES["not_shown"]


def figure(address: str, caption: str = "") -> str:
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-embed="{escape(address)}">{words}</figure>'


@pytest.mark.parametrize(("address", "page"), SHOWN)
def test_an_address_is_kept_in_its_one_form(address: str, page: str | None) -> None:
    kept = body.clean(figure(address, "The <em>quay</em>"))
    assert kept == figure(page or address, "The <em>quay</em>")
    assert body.clean(kept) == kept


def test_every_provider_is_tried_here_and_has_a_player_the_policy_lets_in() -> None:
    tried = {embeds.embed_of(address).provider.name for address, _page in SHOWN}
    assert tried == {provider.name for provider in PROVIDERS.values()}
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"]
    for address, _page in SHOWN:
        assert f"https://{embeds.embed_of(address).host}" in allowed


@pytest.mark.parametrize("address", NOT_SHOWN)
def test_any_other_address_is_no_embed_and_the_words_stay(address: str) -> None:
    assert embeds.embed_of(address) is None
    kept = body.clean(figure(address, "What it showed"))
    assert "data-embed" not in kept and "What it showed" in kept


def test_the_table_for_the_scripts_has_every_provider() -> None:
    patterns = {each.name: each.pattern for each in embeds.PROVIDERS.values()}
    assert {each["name"]: each["pattern"] for each in CASES["providers"]} == patterns


def test_what_a_body_says_is_checked_again_when_it_is_drawn() -> None:
    drawn = body.draw(figure("https://evil.example/1", "Words"), embed=embeds.as_link)
    assert "evil" not in drawn


@pytest.mark.django_db
def test_readers_get_a_card_that_asks_nothing_of_others(client) -> None:
    html = f"<p>Before.</p>{figure('https://vimeo.com/76979871', 'The quay at low water')}"
    edition = make_live("With a film", body=html)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "<iframe" not in page
    card = re.search(r'<figure class="embed embed--wide">.*?</figure>', page, re.DOTALL)[0]
    assert "Video on Vimeo" in card and "The quay at low water" in card
    assert '<a href="https://vimeo.com/76979871">Open on Vimeo</a>' in card
    assert 'data-player="https://player.vimeo.com/video/76979871?dnt=1&amp;autoplay=1"' in card
    assert "loads content from player.vimeo.com" in card
    assert not re.search(r'(?:src|srcset)="https://[^"]*vimeo', page)


@pytest.mark.django_db
def test_a_provider_taken_off_the_list_is_a_link(client, settings) -> None:
    edition = make_live("With a film", body=figure("https://vimeo.com/76979871", "The quay"))
    settings.EMBEDS = ["youtube"]
    page = client.get(edition.get_absolute_url()).content.decode()
    assert '<p><a href="https://vimeo.com/76979871">Video on Vimeo</a> The quay</p>' in page
    assert "data-player" not in page
    assert [each["name"] for each in embeds.for_editor()] == ["YouTube"]


@pytest.mark.django_db
def test_a_feed_carries_the_way_to_it(client) -> None:
    make_live("With a film", body=figure("https://vimeo.com/76979871", "The quay"))
    feed = client.get("/feed.json").content.decode()
    assert "Video on Vimeo" in feed and "https://vimeo.com/76979871" in feed
