"""Markdown becomes a draft, whatever it holds."""

import re

from tests.filing.filed import ONE, held_by, kinds, lost_from, read, texts, words

MARKDOWN = """\
# Flood closes **bridge**?

Groningen, 12 January 2023

The river *rose* on Monday, see [BNR](https://bnr.nl/a?b=1&c=2).

## The aftermath

Then it [fell][anp]. Mail [us](mailto:desk@example.org) or [run](javascript:alert(1)).

> It was “wet”, said <b>the mayor</b>.

- one
- two **bold**

1. first
2. second

| Day | Level |
|-----|-------|
| Mon | 3.20  |

By Wednesday the water was gone.

![The bridge](bridge.jpg "From the south")

Source: [ANP](https://anp.nl)

[anp]: https://anp.nl/flood "The wire"
"""


def test_markdown_becomes_parts_and_blocks():
    copy = read(MARKDOWN, "story.md")
    assert (copy.headline, copy.dateline) == ("Flood closes bridge?", "Groningen, 12 January 2023")
    assert copy.standfirst is not None
    assert copy.sources == ["ANP"]
    assert kinds(copy) == [
        "heading",
        "paragraph",
        "quote",
        "list",
        "ordered_list",
        "table",
        "paragraph",
    ]


def test_markdown_html_holds_only_what_a_story_may_hold():
    html = read(MARKDOWN, "story.md").body_html
    assert '<a href="https://anp.nl/flood">fell</a>' in html
    assert '<a href="mailto:desk@example.org">us</a> or run.' in html
    assert "<blockquote>\n<p>It was “wet”, said &lt;b&gt;the mayor&lt;/b&gt;.</p>" in html
    assert "<ul><li>one</li><li>two <strong>bold</strong></li></ul>" in html
    assert "<tr><th>Day</th><th>Level</th></tr><tr><td>Mon</td><td>3.20</td></tr>" in html
    assert "javascript" not in html and "<img" not in html


def test_what_markdown_hides_is_kept_aside_word_for_word():
    copy = read(MARKDOWN, "story.md")
    for text in ("javascript:alert(1)", "The bridge bridge.jpg From the south", "The wire"):
        assert text in copy.leftovers
    assert not lost_from([re.sub(r"[#*>|\[\]()!-]|\d\. |\\", " ", MARKDOWN)], copy).keys() - {
        *'"[]():-_',
        "anp",
    }


def test_front_matter_is_reported():
    copy = read(f"---\ntitle: Draft 3\ntags: [a, b]\n---\n\n# Flood\n\n{ONE}\n", "story.md")
    assert copy.headline == "Flood"
    assert copy.leftovers == ["title: Draft 3\ntags: [a, b]"]


def test_a_definition_nobody_uses_and_a_language_of_code_are_kept():
    copy = read(f"{ONE}\n\n```python title\nx = 1 < 2\n```\n\n[lost]: http://x.example/\n", "a.md")
    assert copy.leftovers == ["python title", "[lost]: http://x.example/"]
    assert "<pre>x = 1 &lt; 2</pre>" in copy.body_html


def test_a_year_at_the_start_of_a_markdown_paragraph_is_not_a_list_number():
    assert "1986. A great year." in texts(read(f"{ONE}\n\n1986. A great year.\n", "a.md"))


def test_lists_in_lists_are_set_out_flat():
    copy = read("One.\n\n- a\n  - b\n\n    more\n- c\n", "a.md")
    assert copy.blocks[1].items == ("a", "b<br>more", "c")


def test_markdown_nested_beyond_reason_loses_nothing():
    deep = "".join("  " * depth + f"- word{depth}\n" for depth in range(40))
    copy = read(deep, "a.md")
    assert not {f"word{depth}" for depth in range(40)} - set(words(held_by(copy)))
