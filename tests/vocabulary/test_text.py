"""Words are counted alike for readers and on the page a story is written on (test_writing.py)."""

import json

import pytest

from desk.templatetags.story import counting_rules
from tests.cases import load_cases
from vocabulary.text import count_words, estimate_reading_minutes, html_to_text

CASES = load_cases("words")


@pytest.mark.parametrize(("text", "words"), CASES["texts"])
def test_words_are_counted_in_every_script(text, words) -> None:
    assert count_words(text) == words


def test_blocks_part_words_and_marks_do_not() -> None:
    assert count_words(html_to_text("<ul><li>one</li><li>two</li></ul><p>th<em>re</em>e</p>")) == 3


@pytest.mark.parametrize(("words", "minutes"), CASES["minutes"])
def test_half_a_minute_is_rounded_up(words, minutes) -> None:
    assert estimate_reading_minutes(words) == minutes


def test_the_table_for_the_scripts_has_the_rules_of_the_page() -> None:
    assert CASES["rules"].items() <= json.loads(counting_rules()).items()
