"""Every word of a file is in the draft or in the report."""

import random
import re

import docx
import pytest

from filing import CannotRead, FiledCopy, read_copy
from tests.filing.filed import (
    DOCUMENTS,
    PROSE,
    SHARED,
    held_by,
    is_inside,
    kinds,
    lost_from,
    saved,
    text_of_package,
    texts,
    words,
)


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
