"""Recognises the parts of a story, whatever file it came in.

Sources, the author's bio, the dateline, the headline, subheadings and the standfirst are found
by the rules in the docstrings here. Nothing else is guessed.
"""

import re
from dataclasses import replace
from html import unescape

from django.utils.translation import gettext as _

from .audit import HREF
from .dateline import PARTICLES, is_dateline
from .filed_copy import Bio, Block, FiledCopy, Notes

LONGEST_SHORT_LINE = 120
LONGEST_STANDFIRST = 320
LONGEST_SOURCE = 120

# A line that ends in a dash breaks off; it is no title either.
CLOSING_PUNCTUATION = ".!?…:;,–—-。！？؟۔।"
SENTENCE_ENDS = ".!?…。！？؟۔।"
AFTER_PUNCTUATION = " \t\u00a0\"'“”‘’„«»‹›)]}*"

SOURCE = re.compile(
    r"(?P<label>sources?|bron(?:nen)?|quellen?)\s*:\s*(?P<names>\S.*)", re.IGNORECASE
)
VIA = re.compile(r"via(?P<colon>\s*:)?\s+(?P<names>\S.*)", re.IGNORECASE)
SEVERAL = frozenset({"sources", "bronnen", "quellen"})
WITH_STOP = frozenset({"inc", "ltd", "co", "corp", "jr", "sr", "bros", "dept", "plc", "al"})

NAME_WORD = r"(?:[^\W\d_]+(?:['’-][^\W\d_]+)*\.?)"
BIO = re.compile(
    rf"(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{0,5}}),? (?:is|was) (?:an?|the) "
    r"(?:(?![.!?]\s).){1,200}?\bwho (?:\w+ly |also |has |often ){0,2}"
    r"(?:writes|wrote|written|reports|reported) for (?:the )?(?P<outlet>[^\W_]\S*)"
)


def fill_copy(copy: FiledCopy, blocks: list[Block], headline: str | None, notes: Notes) -> None:
    """Give `copy` its parts out of `blocks`; what is no part stays in the body, in its order."""
    blocks = _take_sources(copy, list(blocks), notes)
    blocks = _take_bio(copy, blocks, notes)
    blocks = _take_head(copy, blocks, notes)
    _choose_headline(copy, headline, notes)
    blocks = _mark_subheadings(blocks, notes)
    blocks = _take_standfirst(copy, blocks, notes)
    copy.blocks = [replace(block, level=2) if block.level < 2 else block for block in blocks]


# Lines


def ends_openly(text: str) -> bool:
    """Tell whether `text` has no closing punctuation, quotation marks and brackets apart."""
    return not text.rstrip(AFTER_PUNCTUATION).endswith(tuple(CLOSING_PUNCTUATION))


def ends_a_sentence(text: str) -> bool:
    return text.rstrip(AFTER_PUNCTUATION).endswith(tuple(SENTENCE_ENDS))


def is_short_line(text: str) -> bool:
    """Tell whether `text` may be a headline or subheading.

    Up to 120 characters, no closing punctuation, and not merely a rule of signs.
    """
    has_words = any(char.isalnum() for char in text)
    return has_words and len(text) <= LONGEST_SHORT_LINE and ends_openly(text)


def is_prose(block: Block) -> bool:
    """Tell whether `block` is a paragraph with sentences, no short line."""
    has_words = any(char.isalnum() for char in block.text)
    return block.kind == "paragraph" and has_words and not is_short_line(block.text)


def find_sources(text: str) -> list[str]:
    """Return the sources that "Source: NAME", "Sources: A, B", "Bron:" or "Quelle:" names.

    Only the plural is split, at commas and semicolons: "The Hague, Ministry of Justice" is one.
    """
    line = text.strip()
    if line[:1] + line[-1:] in ("()", "[]"):
        line = line[1:-1].strip()
    found = SOURCE.fullmatch(line)
    if not found:
        return []
    if found["label"].lower() not in SEVERAL:
        return _filter_plausible([found["names"]])
    parts = re.split(r"\s*[,;]\s*", found["names"])
    return _filter_plausible([re.sub(r"^(?:and|en|und|&)\s+", "", part) for part in parts])


def find_via_source(text: str) -> list[str]:
    """Return the source that "Via NAME" names: capitalised words without a closing stop."""
    found = VIA.fullmatch(text.strip())
    if not found:
        return []
    words = found["names"].split()
    is_name = all(not word[0].islower() or word in PARTICLES for word in words)
    if found["colon"]:
        return _filter_plausible([found["names"]])
    is_name = is_name and len(words) <= 6 and ends_openly(found["names"])
    return _filter_plausible([found["names"]]) if is_name and words[0] not in PARTICLES else []


def _filter_plausible(names: list[str]) -> list[str]:
    """Return `names` without closing stops; none when one is a sentence rather than a name."""
    for name in names:
        is_sentence = name.endswith(("!", "?", "…")) or re.search(r"[^\W\d_]{4,}[.!?]\s", name)
        if len(name) > LONGEST_SOURCE or is_sentence:
            return []
        if name.endswith(".") and len(name.split()) > 8:
            return []
    return [short for name in names if (short := _strip_stop(name))]


def _strip_stop(name: str) -> str:
    last = name.rstrip(".").rsplit(maxsplit=1)[-1:] or [""]
    is_short_form = "." in last[0] or last[0].lower() in WITH_STOP
    return name.strip() if is_short_form else name.rstrip(".").strip()


# Parts, each taken out of the blocks


def join_lines(block: Block, notes: Notes) -> str:
    """Return a block's text on one line; URLs that are lost by it are kept in the report."""
    for address in HREF.findall(block.html):
        if unescape(address) not in block.text:
            notes.keep_leftover(_("Link left out"), unescape(address))
    return re.sub(r"\s*\n\s*", " ", block.text)


def _take_sources(copy: FiledCopy, blocks: list[Block], notes: Notes) -> list[Block]:
    """Take the lines that name a source, anywhere; "Via NAME" before or after all prose."""
    prose = [index for index, block in enumerate(blocks) if is_prose(block)]
    outer = range(prose[0], _find_last_prose(blocks, prose)) if prose else range(0)
    kept = []
    for index, block in enumerate(blocks):
        names = []
        if block.kind in ("paragraph", "heading"):
            names = find_sources(block.text)
            if not names and index and index not in outer:
                names = find_via_source(block.text)
        if not names:
            kept.append(block)
            continue
        notes.use(_("Taken as a source"), join_lines(block, notes))
        copy.sources.extend(names)
    copy.sources = list({name.casefold(): name for name in reversed(copy.sources)}.values())[::-1]
    return kept


def _find_last_prose(blocks: list[Block], prose: list[int]) -> int:
    has_bio = len(prose) > 1 and find_bio(blocks[prose[-1]].text)
    return prose[-2] if has_bio else prose[-1]


def find_bio(text: str) -> Bio | None:
    """Return the bio in "NAME is a ... who writes for OUTLET ...", None if it is none."""
    found = BIO.match(text.strip())
    if not found or found["outlet"][0].islower():
        return None
    words = found["name"].split()
    is_name = words[0][0].isupper() and words[-1][0].isupper()
    is_name = is_name and all(word[0].isupper() or word in PARTICLES for word in words)
    return Bio(found["name"], text) if is_name else None


def _take_bio(copy: FiledCopy, blocks: list[Block], notes: Notes) -> list[Block]:
    """Take the closing paragraph when it is the author's bio and not the whole story."""
    if len(blocks) < 2 or blocks[-1].kind not in ("paragraph", "quote"):
        return blocks
    copy.bio = find_bio(blocks[-1].text)
    if copy.bio is None:
        return blocks
    copy.bio = Bio(copy.bio.name, join_lines(blocks[-1], notes))
    notes.say(_("The last paragraph became the short bio of %(name)s.") % {"name": copy.bio.name})
    return blocks[:-1]


def _take_head(copy: FiledCopy, blocks: list[Block], notes: Notes) -> list[Block]:
    """Take the headline and the dateline, which stand above the first prose.

    The headline is the title the author marked as such, else the first line if it is short; the
    dateline may stand before or after it.
    """
    for index, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 1:
            copy.headline = join_lines(blocks.pop(index), notes)
            break
        if is_prose(block):
            break
    while blocks and blocks[0].kind in ("paragraph", "heading"):
        text = blocks[0].text
        if is_dateline(text) and copy.dateline is None:
            copy.dateline = join_lines(blocks.pop(0), notes)
        elif copy.headline is None and is_short_line(text):
            copy.headline = join_lines(blocks.pop(0), notes)
        else:
            break
    return blocks


def _choose_headline(copy: FiledCopy, given: str | None, notes: Notes) -> None:
    """Let the headline given with the file win, and say where the headline came from."""
    found = copy.headline
    given = " ".join((given or "").split())
    copy.headline = given or found
    if given and found and given != " ".join(found.split()):
        notes.keep_leftover(_("Another headline in the file, left out"), found)
    if not copy.headline:
        notes.say(_("The file has no headline. Write one before publishing."))
    elif found and not given:
        notes.say(_("The file’s title or first line became the headline."))
    if copy.dateline:
        notes.say(_("The dateline is “%(dateline)s”.") % {"dateline": copy.dateline})


def _mark_subheadings(blocks: list[Block], notes: Notes) -> list[Block]:
    """Make a short line between paragraphs a subheading.

    In a file that marks its own headings, only those are.
    """
    if any(block.kind == "heading" for block in blocks):
        return [_remove_bold(block) for block in blocks]
    result = list(blocks)
    for index in range(1, len(blocks) - 1):
        block = blocks[index]
        if block.kind != "paragraph" or not is_short_line(block.text):
            continue
        if _is_body(blocks[index - 1]) and _is_body(blocks[index + 1]):
            result[index] = _remove_bold(replace(block, kind="heading"))
            notes.say(_("Taken as a subheading: “%(text)s”.") % {"text": block.text})
    return result


def _is_body(block: Block) -> bool:
    return is_prose(block) or block.kind not in ("paragraph", "heading")


def _remove_bold(block: Block) -> Block:
    """Remove bold tags from a heading, which is bold already."""
    if block.kind != "heading":
        return block
    return replace(block, html=re.sub("</?strong>", "", block.html))


def _take_standfirst(copy: FiledCopy, blocks: list[Block], notes: Notes) -> list[Block]:
    """Move the first paragraph of prose out of the body to be the standfirst.

    Only if it has at most 320 characters, at least two paragraphs follow, and it does not
    stand under a subheading.
    """
    first = next((i for i, b in enumerate(blocks) if is_prose(b) or b.kind == "heading"), None)
    if first is None or blocks[first].kind == "heading":
        notes.say(_("No standfirst was found: the story does not begin with a paragraph."))
        return blocks
    following = [block for block in blocks[first + 1 :] if block.kind == "paragraph"]
    if len(blocks[first].text) > LONGEST_STANDFIRST:
        notes.say(_("No standfirst was found: the first paragraph is over 320 characters."))
        return blocks
    if len(following) < 2:
        notes.say(_("No standfirst was found: fewer than two paragraphs follow the first."))
        return blocks
    copy.standfirst = join_lines(blocks[first], notes)
    notes.say(_("The first paragraph became the standfirst."))
    return blocks[:first] + blocks[first + 1 :]
