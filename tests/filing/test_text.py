"""Plain text becomes a headline, a dateline, paragraphs, sources and a bio."""

import re

import pytest
from django.utils import translation

from filing import Block, CannotRead, read_copy
from tests.filing.filed import ONE, THREE, TWO, document, kinds, read, texts


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
    assert any("despite its name" in sentence for sentence in copy.report)


def test_a_word_document_with_another_name_is_read_by_its_content():
    copy = read_copy(document("Flood", ONE), "story.txt")
    assert (copy.format, copy.headline) == ("docx", "Flood")
    assert any("despite its name" in sentence for sentence in copy.report)
