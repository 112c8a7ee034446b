"""The proof that nothing is lost: what the file says against what the draft holds."""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from .filed_copy import FiledCopy, Notes

EVERY_SIGN = re.compile(r"[^\W_]+|[^\s\w]|_")
# In Markdown, ASCII punctuation may be markup; every other sign is text.
BUT_MARKUP = re.compile(r"[^\W_]+|[^\s\w!-/:-@\[-`{-~]")
HREF = re.compile(r'href="([^"]*)"')


def count_words(text: str, signs: re.Pattern[str] = EVERY_SIGN) -> Counter[str]:
    """Count the words and signs of `text`, white space apart."""
    return Counter(signs.findall(text))


def collect_placed_text(copy: FiledCopy, notes: Notes) -> str:
    """Return all the text a draft holds, link addresses included."""
    fields = [copy.headline, copy.dateline, copy.standfirst, copy.bio.text if copy.bio else None]
    blocks = [block.text for block in copy.blocks]
    markup = ["".join((block.html, *block.items)) for block in copy.blocks]
    links = [unescape(address) for html in markup for address in HREF.findall(html)]
    every = [*fields, *blocks, *links, *notes.leftovers, *notes.used]
    return "\n".join(text for text in every if text)


def find_unplaced(
    pieces: Iterable[str], placed: str, signs: re.Pattern[str] = EVERY_SIGN
) -> list[str]:
    """Return the pieces (lines, paragraphs) that have lost a word or sign.

    Each word placed answers for one word read, so a sentence that stands twice in the file must
    stand twice in the draft. Where words are short, every piece that has one of them and does
    not stand in the draft whole is returned: rather a line too many than one too few.
    """
    pieces = list(pieces)
    short = count_words("\n".join(pieces), signs) - count_words(placed, signs)
    if not short:
        return []
    touched = [piece for piece in pieces if not short.keys().isdisjoint(count_words(piece, signs))]
    whole = Counter(tuple(signs.findall(line)) for line in placed.split("\n"))
    lost = []
    for piece in touched:
        key = tuple(signs.findall(piece))
        whole[key] -= 1
        if whole[key] < 0:
            lost.append(piece)
    return lost or touched
