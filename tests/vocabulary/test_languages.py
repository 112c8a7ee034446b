"""Languages by name, and what the box that offers them keeps."""

import pytest
from django.utils.translation import override

from outlet.models import validate_language_tag
from vocabulary.languages import NAMES, LanguageSelect, language_name


def offered(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('value="')[1:]]


@pytest.mark.parametrize("tag", NAMES)
def test_every_language_on_offer_is_a_tag_a_story_may_have(tag: str) -> None:
    validate_language_tag(tag)


def test_a_language_is_named_in_the_language_of_the_desk() -> None:
    assert language_name("nl") == "Dutch"
    with override("nl"):
        assert language_name("nl") == "Nederlands"
    assert language_name("tlh") == "tlh"


def test_the_papers_own_languages_stand_first_and_once() -> None:
    tags = offered(LanguageSelect("en-GB").render("language", "nl"))
    assert tags[:2] == ["en", "en-GB"]
    assert len(tags) == len(set(tags)) == len(NAMES)


def test_a_stored_language_without_a_name_stays_chosen() -> None:
    html = LanguageSelect("nl").render("language", "zh-Hant-TW")
    assert '<option value="zh-Hant-TW" selected>zh-Hant-TW</option>' in html


def test_none_is_offered_only_where_there_may_be_none() -> None:
    assert "" not in offered(LanguageSelect("nl").render("language", "nl"))
    assert "" in offered(LanguageSelect("nl", blank=True).render("language", "nl"))
