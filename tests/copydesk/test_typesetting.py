"""Straight marks set typographically: the marks change, the words never do."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Copy, typeset, typeset_copy

MARKS = re.compile("[\"'“”„‘’‚«»‹›\u202f]")


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ('"Yes," he said.', "en", "“Yes,” he said."),
        ("He called it 'fine' and \"'so-so'\".", "en", "He called it ‘fine’ and “‘so-so’”."),
        ("It's the dogs' day in the '90s.", "en", "It’s the dogs’ day in the ’90s."),
        ('A 6\'2" man said "no".', "en", "A 6'2\" man said “no”."),
        ('Er sagte "ja".', "de", "Er sagte „ja“."),
        ('Il dit "oui".', "fr", "Il dit «\u202foui\u202f»."),
        ('Он сказал "да".', "ru", "Он сказал «да»."),
        ('He said "yes and left.', "en", 'He said "yes and left.'),
        ('Hän sanoi "kyllä".', "fi", 'Hän sanoi "kyllä".'),
    ],
)
def test_straight_marks_are_set(text: str, language: str, wanted: str) -> None:
    assert typeset(text, language) == wanted


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl", "de", "fr", "ru", "ar"])
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="abc 19.,?\n\"'“”‘’", max_size=80))
def test_setting_changes_no_word_and_is_done_once(language: str, text: str) -> None:
    once = typeset(text, language)
    assert MARKS.sub("", once) == MARKS.sub("", text)
    assert typeset(once, language) == once


def test_code_in_a_body_keeps_its_marks() -> None:
    html = '<p>"Yes," he said.</p>\n<pre><code>print("x")</code></pre>'
    assert typeset_copy(Copy(body_html=html)).body_html == html.replace('"Yes,"', "“Yes,”")
