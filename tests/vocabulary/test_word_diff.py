"""What differs between two texts, word by word."""

import pytest

from vocabulary.word_diff import diff_words


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("same words", "same words", "same words", "same words"),
        ("four regattas", "six regattas", "<del>four</del> regattas", "<ins>six</ins> regattas"),
        ("", "all new", "", "<ins>all new</ins>"),
        ("all gone", "", "<del>all gone</del>", ""),
        ("a quick fox", "a slow bear", "a <del>quick fox</del>", "a <ins>slow bear</ins>"),
        ("one\ntwo", "one\nthree", "one<br><del>two</del>", "one<br><ins>three</ins>"),
        ("a & b", "a < b", "a <del>&amp;</del> b", "a <ins>&lt;</ins> b"),
        ("der Übersee", "die Übersee", "<del>der</del> Übersee", "<ins>die</ins> Übersee"),
    ],
)
def test_what_has_gone_and_what_has_come_is_marked(
    before: str, after: str, old: str, new: str
) -> None:
    assert diff_words(before, after) == (old, new)


def test_mark_up_in_the_text_is_text() -> None:
    old, new = diff_words("x", "<script>alert(1)</script><ins>y</ins>")
    assert "<script>" not in new and new.count("<ins>") == 1


def test_both_texts_are_whole() -> None:
    before, after = "The tide, twice in a night.", "The tide came in twice, in one night."
    old, new = diff_words(before, after)
    for tag in ("<del>", "</del>", "<ins>", "</ins>"):
        old, new = old.replace(tag, ""), new.replace(tag, "")
    assert (old, new) == (before, after)
