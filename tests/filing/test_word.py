"""Word documents become drafts; what is beside the text is kept aside."""

import random
import re
import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from filing import CannotRead, read_copy
from tests.filing.filed import (
    ONE,
    THREE,
    TWO,
    document,
    kinds,
    run,
    saved,
    texts,
    with_body,
    with_entry,
)


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
