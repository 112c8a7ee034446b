"""Filed copy: what a reporter's file becomes, and that nothing in it is lost."""

import os
import random
import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.utils import translation
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from articles.filing import Block, CannotRead, FiledCopy, read_copy

REPO = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("NEWSROOM_SHARED", REPO.parent / "shared"))
PROSE = sorted(SHARED.glob("samples/prose-wikinews-en/*.txt"))
DOCUMENTS = sorted(SHARED.glob("samples/paste-docx/**/*.docx"))

ONE = "The river rose on Monday."
TWO = "It reached the bridge on Tuesday, and the mayor closed it."
THREE = "By Wednesday the water was gone."


def read(text: str, name: str = "story.txt", headline: str | None = None) -> FiledCopy:
    return read_copy(text.encode(), name, headline)


def kinds(copy: FiledCopy) -> list[str]:
    return [block.kind for block in copy.blocks]


def texts(copy: FiledCopy) -> list[str]:
    return [block.text for block in copy.blocks]


def words(text: str) -> list[str]:
    """Return words and single signs: every character but white space."""
    return re.findall(r"[^\W_]+|[^\s\w]|_", text)


def held_by(copy: FiledCopy) -> str:
    bio = copy.bio.text if copy.bio else None
    links = re.findall(r'href="([^"]*)"', copy.body_html)
    fields = [copy.headline, copy.dateline, copy.standfirst, *texts(copy), bio]
    return "\n".join(part for part in [*fields, *copy.sources, *copy.leftovers, *links] if part)


def lost_from(pieces: list[str], copy: FiledCopy) -> Counter[str]:
    """Return the words of the file that are not in the draft; a source's line is in the report."""
    used = [s.split(": ", 1)[1] for s in copy.report if s.startswith("Taken as a source: ")]
    held = Counter(words(held_by(copy))) + Counter(words("\n".join(used)))
    return Counter(words("\n".join(pieces))) - held


def is_inside(needle: list[str], hay: list[str]) -> bool:
    """Tell whether the words of `needle` stand in `hay`, in that order and together."""
    return f" {' '.join(needle)} " in f" {' '.join(hay)} "


# Headline, dateline


def test_a_short_first_line_without_closing_punctuation_is_the_headline():
    copy = read(f"Flood closes bridge\n{ONE}")
    assert copy.headline == "Flood closes bridge"
    assert texts(copy) == [ONE]


@pytest.mark.parametrize(
    "line", ["Flood closes bridge.", "Who closed it?", "“He did!”", "Word " * 25, "What we know:"]
)
def test_a_first_line_that_is_long_or_closed_is_no_headline(line):
    copy = read(f"{line}\n{ONE}\n")
    assert copy.headline is None
    assert any("no headline" in sentence for sentence in copy.report)


def test_the_limit_of_a_headline_is_120_characters():
    assert read("a" * 120 + "\n" + ONE).headline == "a" * 120
    assert read("a" * 121 + "\n" + ONE).headline is None


def test_a_given_headline_wins_and_the_one_in_the_file_is_reported():
    copy = read(f"Flood closes bridge\n{ONE}", headline="Bridge shut")
    assert copy.headline == "Bridge shut"
    assert copy.leftovers == ["Flood closes bridge"]
    assert any("“Flood closes bridge”" in sentence for sentence in copy.report)


def test_a_given_headline_that_is_the_files_own_is_used_once():
    copy = read(f"Flood closes bridge\n{ONE}", headline="Flood closes bridge ")
    assert (copy.headline, copy.leftovers, texts(copy)) == ("Flood closes bridge", [], [ONE])


@pytest.mark.parametrize(
    "line",
    [
        "12 January 2023",
        "January 12, 2023",
        "Friday, January 3, 2014",
        "2023-01-12",
        "12.01.2023",
        "Amsterdam, 12 januari 2023",
        "GRONINGEN — Jan. 12, 2023",
        "Groningen 12 januari 2023",
        "The Hague, the Netherlands, 12 January",
        "Berlin, 12. Januar 2023",
        "Paris, 3 mars 2024",
        "Preston, Victoria, Australia (3 January 2014)",
        "12 January 2023, Amsterdam",
        "Kyiv, 24 February 2022, 05:07",
        "Groningen, do. 12 mrt. 2023",
        "Berlin, Sonnabend, 4. Dez. 2023",
        "Lille, 4 aout 2023",
        "Lyon, 3 févr. 2024",
    ],
)
def test_a_line_that_is_a_date_or_a_place_with_a_date_is_the_dateline(line):
    for text in (f"{line}\nFlood closes bridge\n{ONE}", f"Flood closes bridge\n{line}\n{ONE}"):
        copy = read(text)
        assert (copy.headline, copy.dateline) == ("Flood closes bridge", line)
        assert texts(copy) == [ONE]


@pytest.mark.parametrize(
    "line",
    [
        "Bombing on 12 January 2023",
        "Mars 2020",
        "1984",
        "May be closed for 12 days",
        "Interview with Noam Chomsky Saturday, April 4, 2009",
    ],
)
def test_a_line_that_says_more_than_place_and_date_is_no_dateline(line):
    assert read(f"{line}\n{ONE}").dateline is None


def test_every_sentence_of_the_report_speaks_the_language_of_the_desk(monkeypatch):
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"¡{text}")
    monkeypatch.setattr(
        translation._trans, "ngettext", lambda one, many, n: f"¡{one if n == 1 else many}"
    )
    copy = read(
        f"---\nkey: value\n---\n\n# Flood\n\n{ONE}\n\n{TWO}\n\n---\n\n![](quay.png)\n\n"
        f"<b>{THREE}</b>\n\n- one\n  - two\n\nSource: BNR",
        "story.md",
    )
    assert len(copy.report) > 6
    assert [sentence for sentence in copy.report if "¡" not in sentence] == []
    with pytest.raises(CannotRead, match="¡“empty.txt”"):
        read("", "empty.txt")


def test_a_date_between_paragraphs_is_no_dateline():
    assert read(f"Flood\n{ONE}\n12 January 2023\n{TWO}").dateline is None


# Standfirst, subheadings


def test_the_first_paragraph_is_moved_to_the_standfirst():
    copy = read(f"Flood\n{ONE}\n{TWO}\n{THREE}")
    assert copy.standfirst == ONE
    assert texts(copy) == [TWO, THREE]


def test_the_standfirst_needs_two_paragraphs_after_it():
    copy = read(f"Flood\n{ONE}\n{TWO}\nSource: BNR")
    assert copy.standfirst is None
    assert texts(copy) == [ONE, TWO]


@pytest.mark.parametrize(("length", "is_short_enough"), [(320, True), (321, False)])
def test_the_standfirst_has_at_most_320_characters(length, is_short_enough):
    first = "a" * (length - 1) + "."
    copy = read(f"Flood\n{first}\n{TWO}\n{THREE}")
    assert (copy.standfirst == first) is is_short_enough


def test_a_paragraph_under_a_subheading_is_not_moved():
    copy = read(f"# Flood\n\n## Monday\n\n{ONE}\n\n{TWO}\n\n{THREE}", "story.md")
    assert copy.standfirst is None


def test_a_short_line_between_paragraphs_is_a_subheading():
    copy = read(f"Flood\n{ONE}\n{TWO}\nThe aftermath\n{THREE}\n{ONE}")
    assert copy.blocks[1] == Block("heading", "The aftermath", "The aftermath", level=2)
    assert "<h2>The aftermath</h2>" in copy.body_html


def test_short_lines_among_each_other_and_rules_of_signs_are_no_subheadings():
    copy = read(f"Flood\n{ONE}\nAnn\nBob\n{TWO}\n* * *\n{THREE}\nThe end")
    assert "heading" not in kinds(copy)
    assert "* * *" in texts(copy)


# Paragraphs


def test_paragraphs_are_lines():
    assert texts(read(f"{ONE}\n{TWO}\n\n", headline="Flood")) == [ONE, TWO]


def test_wrapped_lines_of_blank_separated_blocks_are_joined():
    text = "Flood closes bridge\n\nThe river rose\non Monday. Then\nit fell.\n\nIt is\ngone.\n"
    copy = read(text)
    assert copy.headline == "Flood closes bridge"
    assert texts(copy) == ["The river rose on Monday. Then it fell.", "It is gone."]


def test_in_wrapped_copy_a_headline_dateline_and_source_stand_apart():
    text = (
        "Flood closes bridge\nGroningen, 12 January 2023\nThe river rose so high on Monday that\n"
        "the bridge was closed.\n\nIt reopened on Tuesday, to the joy of\neveryone.\nSource: BNR\n"
        "\nThe water is\ngone."
    )
    copy = read(text)
    assert (copy.headline, copy.dateline) == ("Flood closes bridge", "Groningen, 12 January 2023")
    assert copy.sources == ["BNR"]
    assert copy.standfirst == "The river rose so high on Monday that the bridge was closed."


def test_nothing_in_plain_text_is_markup():
    text = '<b>Rain</b> & "hail"\n# no *heading* here.\n<script>alert(1)</script> ran.'
    copy = read(text, headline="Flood")
    assert copy.leftovers == ['<b>Rain</b> & "hail"']
    assert copy.body_html == (
        "<p># no *heading* here.</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt; ran.</p>"
    )


def test_quotation_marks_stay_as_they_are():
    line = "‘He came,” she said. 'So \"what\"?' „Ja“ «oui» it’s – don't…"
    assert texts(read(line + " Yes.")) == [line + " Yes."]


# Sources


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Source: BNR", ["BNR"]),
        ("source : BNR.", ["BNR"]),
        ("(Source: BNR)", ["BNR"]),
        ("Sources: BNR, ANP; and Reuters", ["BNR", "ANP", "Reuters"]),
        ("Bron: Dagblad van het Noorden", ["Dagblad van het Noorden"]),
        ("Bronnen: BNR, ANP", ["BNR", "ANP"]),
        ("Quelle: dpa", ["dpa"]),
        ("Via Reuters", ["Reuters"]),
        ("Via: the Guardian", ["the Guardian"]),
        ("Source: Ministry of Justice, The Hague", ["Ministry of Justice, The Hague"]),
        ("Source: Example Inc.", ["Example Inc."]),
    ],
)
def test_a_line_that_names_a_source_becomes_its_citation(line, names):
    copy = read(f"Flood\n{ONE}\n{TWO}\n{line}")
    assert copy.sources == names
    assert f"Taken as a source: “{line}”" in copy.report
    assert texts(copy) == [ONE, TWO]


@pytest.mark.parametrize(
    "line",
    [
        "Source: I never said that. You know it is not true.",
        "Sources say the bridge is shut.",
        "Via Appia was closed.",
        "via the back door",
    ],
)
def test_a_sentence_that_begins_like_a_source_is_a_paragraph(line):
    copy = read(f"Flood\n{ONE}\n{TWO}\n{line}")
    assert copy.sources == []
    assert line in texts(copy)


def test_via_between_paragraphs_is_not_a_source():
    assert read(f"Flood\n{ONE}\n{TWO}\nVia Appia\n{THREE}\n{ONE}").sources == []


def test_a_source_named_twice_is_cited_once():
    assert read(f"Flood\n{ONE}\nSource: BNR\n{TWO}\nSource: bnr").sources == ["BNR"]


# Bio


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sharon Rock is an author who writes for 24 News Globe. She likes it.", "Sharon Rock"),
        ("Jan van der Berg was a reporter who wrote for The Times.", "Jan van der Berg"),
        ("J. K. O’Hara-Smith is a critic who writes for the Guardian.", "J. K. O’Hara-Smith"),
    ],
)
def test_a_closing_paragraph_about_the_author_is_the_bio(text, name):
    copy = read(f"Flood\n{ONE}\n{TWO}\nSource: BNR\n\n{text}")
    assert copy.bio is not None
    assert (copy.bio.name, copy.bio.text) == (name, text)
    assert texts(copy) == [ONE, TWO]


@pytest.mark.parametrize(
    "text",
    [
        "He is a man who writes for history.",
        "The mayor is a politician who writes for The Times.",
        "Sharon Rock is an author. A man who writes for The Times knows her.",
        "Sharon Rock is a friend of the paper.",
    ],
)
def test_nothing_else_is_taken_for_a_bio(text):
    assert read(f"Flood\n{ONE}\n{TWO}\n{text}").bio is None


def test_a_bio_that_is_not_the_closing_paragraph_stays_in_the_body():
    bio = "Sharon Rock is an author who writes for 24 News Globe."
    assert bio in texts(read(f"Flood\n{ONE}\n{bio}\n{TWO}"))


# Encodings, refusals


@pytest.mark.parametrize(
    ("codec", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("windows-1252", b"", "windows-1252"),
    ],
)
def test_encodings_are_told_apart_and_reported(codec, mark, found):
    text = "“Café” in Zürich – €5\nThe price rose on Monday, they’re told."
    copy = read_copy(mark + text.encode(codec), "story.txt")
    assert copy.encoding == found
    assert copy.headline == "“Café” in Zürich – €5"
    shown = "UTF-16" if "16" in found else {"utf-8": "UTF-8"}.get(found, "Windows-1252")
    assert any(f"Read as {shown}" in sentence for sentence in copy.report)


@pytest.mark.parametrize(
    "text", ["Наводнение закрыло мост в понедельник.", "洪水で橋が閉鎖 です。"]
)
def test_utf16_without_a_mark_is_evident_in_other_scripts(text):
    assert texts(read_copy(text.encode("utf-16-le"), "a.txt")) == [text]


def test_windows_bytes_pasted_into_utf8_are_repaired_and_reported():
    data = "Één café, twee cafés.".encode() + b" \x93Ja\x94."
    copy = read_copy(data, "a.txt")
    assert texts(copy) == ["Één café, twee cafés. “Ja”."]
    assert any("“”" in sentence for sentence in copy.report)


def test_control_characters_are_removed_and_counted():
    copy = read("The ri\x01ver ro\x01se\x1b. " + ONE * 20, headline="Flood")
    assert texts(copy)[0].startswith("The river rose.")
    assert any("U+0001 (2×), U+001B (1×)" in sentence for sentence in copy.report)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\n",
        b"\xef\xbb\xbf",
        b"%PDF-1.7\nsome text",
        b"{\\rtf1 some text}",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"Hello\0World\0",
        b"Hello\0there, World",
        b"\xff\xfeH",
        b"\x01\x02 some words",
        bytes(range(256)) * 3,
        b"PK\x03\x04 not a zip at all",
        b"a" * (2 * 1024 * 1024 + 1),
    ],
)
def test_an_empty_binary_or_large_file_is_refused_with_a_sentence(data):
    with pytest.raises(CannotRead) as refusal:
        read_copy(data, "folder/notes.pdf")
    assert re.fullmatch(r"“notes\.pdf” .*\.", str(refusal.value))


def test_text_with_another_files_name_is_read_by_its_content():
    copy = read(f"Flood\n{ONE}", "story.docx")
    assert copy.format == "text"
    assert any("whatever its name says" in sentence for sentence in copy.report)


def test_a_word_document_with_another_name_is_read_by_its_content():
    copy = read_copy(document("Flood", ONE), "story.txt")
    assert (copy.format, copy.headline) == ("docx", "Flood")
    assert any("whatever its name says" in sentence for sentence in copy.report)


# Markdown

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


# Word


def document(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return saved(made)


def saved(made) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """Return a package with one entry added or replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    made = docx.Document()
    wrapper = f"<w:body {nsdecls('w', 'r', 'wp', 'm')}>{xml}</w:body>"
    for element in list(parse_xml(wrapper)):
        made.element.body.append(element)
    return saved(made)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_of_package(data: bytes) -> list[str]:
    """Return all text of a package, by paragraphs, straight from the zip.

    Word stores text boxes twice, for new and old readers; the old copy is left out.
    """
    pieces = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith(".xml"):
                continue
            root = etree.fromstring(archive.read(name))
            for old in list(root.iter("{*}Fallback")):
                old.clear()
            for paragraph in root.iter("{*}p"):
                inside = [
                    element
                    for element in paragraph.iter("{*}t", "{*}delText", "{*}br", "{*}tab")
                    if next(element.iterancestors("{*}p"), None) is paragraph
                ]
                pieces.append("".join(element.text or " " for element in inside))
    return [piece for piece in pieces if piece.strip()]


def test_word_styles_become_parts_and_blocks():
    made = docx.Document()
    made.add_paragraph("Who closed the bridge?", "Title")
    made.add_paragraph("Groningen, 12 January 2023")
    made.add_paragraph(ONE)
    made.add_paragraph("Monday", "Heading 1")
    made.add_paragraph("Noon", "Heading 2")
    made.add_paragraph("It was wet.", "Quote")
    made.add_paragraph("one", "List Bullet")
    made.add_paragraph("two", "List Bullet")
    made.add_paragraph("first", "List Number")
    made.add_paragraph(TWO)
    made.add_paragraph(THREE)
    copy = read_copy(saved(made), "story.docx")
    assert (copy.headline, copy.dateline) == (
        "Who closed the bridge?",
        "Groningen, 12 January 2023",
    )
    assert copy.standfirst == ONE
    assert [(block.kind, block.level) for block in copy.blocks[:2]] == [
        ("heading", 2),
        ("heading", 3),
    ]
    assert kinds(copy)[2:] == ["quote", "list", "ordered_list", "paragraph", "paragraph"]
    assert copy.blocks[3].items == ("one", "two")


def test_word_runs_keep_bold_italic_and_line_breaks():
    made = docx.Document()
    paragraph = made.add_paragraph("Rain & ")
    paragraph.add_run("he").bold = True
    paragraph.add_run("avy").bold = True
    paragraph.add_run(" hail").italic = True
    paragraph.add_run("\nfell <today>.")
    html = read_copy(saved(made), "a.docx").body_html
    assert html == "<p>Rain &amp; <strong>heavy</strong><em> hail</em><br>fell &lt;today&gt;.</p>"


def test_word_links_keep_web_addresses_and_report_others():
    made = docx.Document()
    paragraph = made.add_paragraph("See ")
    for address in ("https://bnr.nl/?a=1&b=2", "file:///C:/secret.txt"):
        tie = made.part.relate_to(
            address,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        paragraph._p.append(
            parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{tie}">{run("this")}</w:hyperlink>')
        )
    paragraph.add_run(".")
    copy = read_copy(saved(made), "a.docx")
    assert copy.body_html == ('<p>See <a href="https://bnr.nl/?a=1&amp;b=2">this</a>this.</p>')
    assert copy.leftovers == ["file:///C:/secret.txt"]


def test_a_link_written_as_a_field_is_a_link():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>HYPERLINK "https://bnr.nl/"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run("BNR")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    copy = read_copy(with_body(f"<w:p>{run('See ')}{field}{run(' now.')}</w:p>"), "a.docx")
    assert copy.body_html == '<p>See <a href="https://bnr.nl/">BNR</a> now.</p>'


def test_word_tables_become_tables():
    made = docx.Document()
    made.add_paragraph(ONE)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Mon", "3.20 & more"
    table.cell(0, 1).add_paragraph("second")
    html = read_copy(saved(made), "a.docx").body_html
    assert "<table><tr><td>Mon</td><td>3.20 &amp; more<br>second</td></tr></table>" in html


def test_tracked_changes_and_hidden_text_are_reported_word_for_word():
    body = (
        f"<w:p>{run('The river ')}"
        '<w:del w:id="1" w:author="A"><w:r><w:delText xml:space="preserve">fell down'
        "</w:delText></w:r></w:del>"
        f'<w:ins w:id="2" w:author="A">{run("rose ")}{run("high")}</w:ins>'
        f"{run(' secretly', '<w:vanish/>')}{run(' today', '<w:strike/>')}{run('.')}</w:p>"
        f'<w:p><w:moveFrom w:id="3" w:author="A">{run("Gone.")}</w:moveFrom></w:p>'
        f'<w:p><w:moveTo w:id="4" w:author="A">{run("Gone.")}</w:moveTo></w:p>'
    )
    copy = read_copy(with_body(body), "a.docx")
    assert not any("placed nowhere" in sentence for sentence in copy.report)
    assert texts(copy) == ["The river rose high today.", "Gone."]
    assert copy.leftovers == ["fell down", "secretly", "Gone."]
    assert any("Inserted" in sentence and "“rose high”" in sentence for sentence in copy.report)
    assert any("Struck" in sentence and "“ today”" in sentence for sentence in copy.report)


def test_comments_headers_and_descriptions_are_kept_aside():
    made = docx.Document()
    paragraph = made.add_paragraph(ONE)
    made.add_comment(paragraph.runs, "Check the day", author="Ann", initials="A")
    made.sections[0].header.paragraphs[0].text = "Embargo: Friday"
    made.sections[0].footer.paragraphs[0].text = "Page of notes"
    copy = read_copy(saved(made), "a.docx")
    assert sorted(copy.leftovers) == ["Check the day", "Embargo: Friday", "Page of notes"]
    assert "Comment by Ann: “Check the day”" in copy.report


def test_content_controls_and_equations_are_part_of_the_story():
    body = (
        f"<w:sdt><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>{run(' it is.')}</w:p>"
    )
    assert texts(read_copy(with_body(body), "a.docx")) == ["In a control.", "x=1 it is."]


def test_a_zip_bomb_is_not_opened():
    data = with_entry(document(ONE), "word/media/a.png", bytes(51 * 1024 * 1024))
    assert len(data) < 2 * 1024 * 1024
    with pytest.raises(CannotRead, match="unpacks to more"):
        read_copy(data, "a.docx")


def test_too_much_xml_or_too_many_entries_are_not_opened():
    much = with_entry(document(ONE), "word/a.xml", b"<a>" + b" " * 17 * 1024 * 1024 + b"</a>")
    many = document(ONE)
    out = BytesIO(many)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(1001):
            archive.writestr(f"word/{number}.bin", b"")
    for data in (much, out.getvalue()):
        with pytest.raises(CannotRead, match="unpacks to more"):
            read_copy(data, "a.docx")


@pytest.mark.parametrize("part", ["word/document.xml", "word/comments.xml", "_rels/.rels"])
def test_xml_entities_are_refused(part):
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'
    with pytest.raises(CannotRead, match="entities"):
        read_copy(with_entry(document(ONE), part, evil), "a.docx")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/document.xml", b"<w:document"),
        ("word/document.xml", b"<a/>"),
        ("word/document.xml", b""),
        ("_rels/.rels", b"<a/>"),
        ("word/_rels/document.xml.rels", b"<a><Relationship/></a>"),
        ("[Content_Types].xml", b"<a/>"),
    ],
)
def test_a_damaged_document_is_refused_with_a_sentence(part, content):
    try:
        read_copy(with_entry(document(ONE), part, content), "a.docx")
    except CannotRead as refusal:
        assert "“a.docx”" in str(refusal)


def test_truncated_and_corrupted_documents_never_raise_anything_else():
    whole = document("Flood", ONE, TWO, THREE)
    chance = random.Random(20)
    for _ in range(150):
        data = bytearray(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_copy(bytes(data), "a.docx")
        except CannotRead as refusal:
            assert str(refusal).endswith(".")


@pytest.mark.slow
def test_documents_with_wrong_xml_inside_never_raise_anything_else():
    whole = document("Flood", ONE, TWO, THREE)
    chance = random.Random(21)
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(20):
        name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
        tag = re.escape(chance.choice(re.findall(rb"<([\w:]+)", parts[name])))
        wrong = re.sub(rb"(</?)" + tag + rb"(?=[\s/>])", rb"\1w:odd", parts[name])
        wrong = wrong.replace(b"rId", b"zId", chance.randrange(3))
        try:
            read_copy(with_entry(whole, name, wrong), "a.docx")
        except CannotRead as refusal:
            assert str(refusal).endswith(".")


def test_a_lost_picture_does_not_stop_a_document():
    made = docx.Document()
    made.add_paragraph(ONE)
    data = saved(made)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        ties = archive.read("word/_rels/document.xml.rels")
    image = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    lost = b'<Relationship Id="rId99" Type="' + image + b'" Target="../NULL"/></Relationships>'
    data = with_entry(data, "word/_rels/document.xml.rels", ties.replace(b"</Relationships>", lost))
    assert texts(read_copy(data, "a.docx")) == [ONE]


# Nothing is lost


@pytest.fixture
def kazakhstan() -> bytes:
    path = SHARED / "copy/kazakhstan.txt"
    if not path.exists():
        pytest.skip("the shared samples are not here")
    return path.read_bytes()


def test_the_kazakhstan_story(kazakhstan):
    copy = read_copy(kazakhstan, "kazakhstan.txt", headline="Kazakhstan tightens its rules")
    assert copy.headline == "Kazakhstan tightens its rules"
    assert copy.standfirst is not None
    assert copy.standfirst.startswith("Moving to Kazakhstan as a Russian")
    assert [b.text for b in copy.blocks if b.kind == "heading"] == ["Balancing act"]
    assert kinds(copy) == ["paragraph", "paragraph", "heading", "paragraph", "paragraph"]
    assert copy.sources == ["BNR"]
    assert copy.bio is not None
    assert copy.bio.name == "Sharon Rock"
    assert copy.leftovers == []


def test_the_kazakhstan_story_is_kept_character_for_character(kazakhstan):
    copy = read_copy(kazakhstan, "kazakhstan.txt", headline="Kazakhstan tightens its rules")
    assert copy.bio is not None
    body = [copy.standfirst, *texts(copy), "Source: BNR", copy.bio.text]
    lines = [line for line in kazakhstan.decode().split("\n") if line.strip()]
    assert body == lines


def test_the_kazakhstan_story_has_no_headline_of_its_own(kazakhstan):
    copy = read_copy(kazakhstan, "kazakhstan.txt")
    assert copy.headline is None
    assert any("no headline" in sentence for sentence in copy.report)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.stem)
def test_no_word_of_a_real_story_is_lost(path):
    copy = read_copy(path.read_bytes(), path.name)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not lost_from(lines, copy)
    assert not any("placed nowhere" in sentence for sentence in copy.report)
    held = words(held_by(copy))
    assert all(is_inside(words(line), held) for line in lines if line.strip())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_no_word_of_a_real_document_is_lost(path):
    data = path.read_bytes()
    pieces = text_of_package(data)
    try:
        copy = read_copy(data, path.name)
    except CannotRead as refusal:
        assert not pieces, str(refusal)
        return
    assert not lost_from(pieces, copy)
    assert not any("placed nowhere" in sentence for sentence in copy.report)


ODD_LINES = [
    "Source: BNR",
    "Sources: A, B; C",
    "Via Reuters",
    "12 January 2023",
    "Groningen, 3 mei 2024",
    "Sharon Rock is an author who writes for 24 News Globe.",
    "",
    "  ",
    "Balancing act",
    "# title",
    "- point <b>bold</b> & more",
    "1. one",
    "7. seven",
    "> quoted “text”",
    "    code `x`",
    "| a | b |",
    "|---|---|",
    "---",
    "```python x",
    "[link](http://e.example/?q=1 'Title') and ![alt](a.png)",
    "[ref]: http://e.example/r 'Other'",
    "[ref] [text][ref] <http://auto.example/> &amp; &copy; &nosuch; \\*",
    "**bold *both* ~~struck~~ __u__",
    "naïve — ‘mixed” €5 ½ 日本語 \u200b\u202ea",
]


def random_text(seed: int) -> str:
    chance = random.Random(seed)
    letters = "abc déñ “”‘’'\"<>&*_`[]()#|!\\.,;:?-–12 \t\u00a0€日é\u2028"
    lines = []
    for _ in range(chance.randrange(1, 30)):
        if chance.random() < 0.6:
            lines.append(chance.choice(ODD_LINES))
        else:
            lines.append("".join(chance.choices(letters, k=chance.randrange(1, 200))))
    return chance.choice(["\n", "\r\n", "\r", "\n\n"]).join(lines)


def read_if_any(data: bytes, name: str, headline: str | None = None) -> FiledCopy | None:
    try:
        return read_copy(data, name, headline)
    except CannotRead as refusal:
        assert "empty" in str(refusal)
        return None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_no_sign_of_random_plain_text_is_lost(seed):
    text = random_text(seed)
    codec = ["utf-8", "utf-8-sig", "utf-16"][seed % 3]
    copy = read_if_any(text.encode(codec), "a.txt", "Given" if seed % 2 else None)
    if copy:
        assert not lost_from([text], copy)
        assert not any("placed nowhere" in sentence for sentence in copy.report)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_no_word_of_random_markdown_is_lost(seed):
    text = random_text(seed + 1000)
    copy = read_if_any(text.encode(), "a.md")
    if copy is None:
        return
    numbers = re.compile(r"^[ >]*\d+[.)]\s", re.MULTILINE)
    lost = lost_from([numbers.sub(" ", text).replace("&amp;", "&").replace("&copy;", "©")], copy)
    assert not [word for word in lost if word.isalnum() and word not in ("ref", "1", "7")]


@pytest.mark.parametrize("seed", range(8))
def test_no_sign_of_a_random_document_is_lost(seed):
    chance = random.Random(seed)
    made = docx.Document()
    styles = ["Normal", "Title", "Heading 1", "Heading 3", "Quote", "List Bullet", "List Number"]
    for line in re.split(r"[\r\n]+", random_text(seed + 5000)):
        paragraph = made.add_paragraph("", chance.choice(styles))
        for piece in re.split(r"(?<= )", line):
            added = paragraph.add_run(piece)
            added.bold, added.italic = chance.choice([None, True]), chance.choice([None, True])
            added.font.hidden = chance.random() < 0.05
        if chance.random() < 0.2:
            made.add_table(1, 1).cell(0, 0).text = line
        if chance.random() < 0.2 and paragraph.runs:
            made.add_comment(paragraph.runs, line, author="Ann", initials="A")
    data = saved(made)
    copy = read_if_any(data, "a.docx")
    if copy:
        assert not lost_from(text_of_package(data), copy)
        assert not any("placed nowhere" in sentence for sentence in copy.report)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(15))
def test_html_is_always_safe(seed, name):
    copy = read_if_any(random_text(seed + 9000).encode(), name)
    if copy is None:
        return
    tags = r"</?(?:p|h2|h3|blockquote|ul|ol|li|table|tr|th|td|pre|strong|em)>|<br>|</a>"
    rest = re.sub(rf'{tags}|<a href="(?:https?://|mailto:)[^"<>]*">', "", copy.body_html)
    assert "<" not in rest and ">" not in rest
