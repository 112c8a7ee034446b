"""The marks of attributed words in a body: what is kept, what is read, what is drawn."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import body
from articles.body import source_marks

SAID = '<span data-source="12" data-attribution="quotation">“No,” she said.</span>'


def test_a_tie_survives_cleaning_and_is_read_with_its_words():
    html = f"<p>Before. {SAID} After.</p>"
    assert body.clean(html) == html
    [mark] = source_marks.source_marks_in(html)
    assert (mark.source, mark.kind, mark.words) == (12, "quotation", "“No,” she said.")


def test_words_are_read_through_other_marks_and_entities():
    html = (
        '<p><span data-attribution="figure" data-source="3"><strong>4 &amp;</strong>  5</span></p>'
    )
    [mark] = source_marks.source_marks_in(body.clean(html))
    assert mark.words == "4 & 5"


@pytest.mark.parametrize(
    "span",
    [
        "<span>words</span>",
        '<span data-source="12">words</span>',
        '<span data-attribution="quotation">words</span>',
        '<span data-source="0" data-attribution="quotation">words</span>',
        '<span data-source="12 onclick=x" data-attribution="quotation">words</span>',
        '<span data-source="12" data-attribution="rumour">words</span>',
        '<span class="x" style="color:red">words</span>',
    ],
)
def test_a_span_that_ties_nothing_leaves_its_words(span):
    assert body.clean(f"<p>Some {span} here</p>") == "<p>Some words here</p>"


def test_a_tie_without_words_and_a_tie_in_a_tie_are_taken_off():
    empty = '<p>One<span data-source="1" data-attribution="figure"> </span>two</p>'
    assert body.clean(empty) == "<p>One two</p>"
    nested = (
        '<p><span data-source="1" data-attribution="figure">a '
        '<span data-source="2" data-attribution="figure">b</span> c</span> '
        '<span data-source="2" data-attribution="figure">d</span></p>'
    )
    assert [
        (mark.source, mark.words) for mark in source_marks.source_marks_in(body.clean(nested))
    ] == [
        (1, "a b c"),
        (2, "d"),
    ]


def test_a_span_inside_an_address_is_no_tag():
    html = f'<p><a href="https://x.example/?a=<span>">{SAID}</a></p>'
    cleaned = body.clean(html)
    assert [mark.source for mark in source_marks.source_marks_in(cleaned)] == [12]
    assert body.clean(cleaned) == cleaned


def test_nothing_of_a_mark_is_left_where_a_body_is_drawn():
    assert body.draw(f"<p>{SAID}</p>") == "<p>“No,” she said.</p>"
    drawn = body.draw(f"<p>{SAID}</p>", around_mark=lambda mark: ("<i>", f"[{mark.kind}]</i>"))
    assert drawn == "<p><i>“No,” she said.[quotation]</i></p>"


pieces = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<em>",
            "</em>",
            "</span>",
            "<span>",
            "a ",
            "“b” ",
            "<br>",
            '<a href="<span>">',
        ]
        + [
            f'<span data-source="{n}" data-attribution="{kind}">'
            for n in (0, 7)
            for kind in source_marks.KINDS
        ]
    ),
    max_size=24,
)


@given(pieces)
def test_cleaning_is_done_once_and_loses_no_word(html):
    html = "".join(html)
    cleaned = body.clean(html)
    assert body.clean(cleaned) == cleaned
    assert len(source_marks.source_marks_in(cleaned)) == cleaned.count("<span data-")
    assert "<span" not in re.sub(r'"[^"]*"', "", body.draw(cleaned))
    without = re.sub(r"<a href[^\"]*\"[^\"]*\">|<[^>]*>", "", html).split()
    assert re.sub(r"<a href[^\"]*\"[^\"]*\">|<[^>]*>", "", cleaned).split() == without


def test_boxes_are_drawn_as_notes_and_words_that_look_like_one_are_words() -> None:
    box = '<aside class="pullquote"><p>We built for a sea</p></aside>'
    words = body.clean('<p><a href="https://a.example/?<aside class=">&lt;aside class="x"</a></p>')
    drawn = body.draw(box + words)
    assert drawn == box.replace("<aside", '<aside role="note"') + words
