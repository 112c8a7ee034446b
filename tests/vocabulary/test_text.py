"""Words are counted alike for readers and on the page a story is written on (test_writing.py)."""

import pytest

from tests.counted import COUNTED
from vocabulary.text import plain, reading_minutes, word_count


@pytest.mark.parametrize(("text", "words"), COUNTED)
def test_words_are_counted_in_every_script(text, words) -> None:
    assert word_count(text) == words


def test_blocks_part_words_and_marks_do_not() -> None:
    assert word_count(plain("<ul><li>one</li><li>two</li></ul><p>th<em>re</em>e</p>")) == 3


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (230, 1), (344, 1), (345, 2), (574, 2), (575, 3)]
)
def test_half_a_minute_is_rounded_up(words, minutes) -> None:
    assert reading_minutes(words) == minutes
