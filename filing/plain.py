"""Reads plain text: lines or blank-separated blocks become paragraphs, nothing is markup."""

from html import escape
from itertools import pairwise

from django.utils.translation import gettext as _

from .dateline import is_dateline
from .filed_copy import Block, Notes
from .parts import ends_a_sentence, find_sources, is_short_line


def read_plain(text: str, notes: Notes) -> list[Block]:
    """Return the paragraphs of `text`.

    Paragraphs are lines; where most of the file is blank-separated blocks, they are the blocks,
    and the lines inside one are joined with a space: mail wraps text.
    """
    groups = _group_lines(text)
    if _is_in_blocks(groups):
        if any(len(group) > 1 for group in groups):
            notes.say(_("Blank lines separate the paragraphs; the lines of each were joined."))
        lines = [joined for group in _split_headline(groups) for joined in _join_group(group)]
    else:
        lines = [line for group in groups for line in group]
    return [make_paragraph(line) for line in lines]


def make_paragraph(text: str) -> Block:
    return Block("paragraph", escape(text, quote=False), text)


def _group_lines(text: str) -> list[list[str]]:
    """Return the lines of `text`, stripped, in groups set apart by blank lines."""
    groups: list[list[str]] = [[]]
    for line in text.split("\n"):
        if stripped := line.strip():
            groups[-1].append(stripped)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _is_in_blocks(groups: list[list[str]]) -> bool:
    """Tell whether most of the file is blank-separated blocks.

    So it is when most line ends are blank lines, or when most of the others are wrapped. Lines
    that stand alone in any mail (datelines, sources) do not count.
    """
    widest = _measure_widest(groups)
    blank_ends = len(groups) - 1
    ends = [
        pair
        for group in groups
        for pair in pairwise(group)
        if not any(is_dateline(line) or find_sources(line) for line in pair)
    ]
    wrapped = sum(_is_wrapped(line, following, widest) for line, following in ends)
    return blank_ends > 0 and (blank_ends > len(ends) or wrapped > len(ends) / 2)


def _is_wrapped(line: str, following: str, widest: int) -> bool:
    """Tell whether a line ends because the page did, in the middle of a sentence.

    The next line goes on in lower case, or its first word would not have fitted.
    """
    next_word = following.split()[0]
    is_full = len(line) + 1 + len(next_word) > widest
    return not ends_a_sentence(line) and (next_word[0].islower() or is_full)


def _measure_widest(groups: list[list[str]]) -> int:
    return max((len(line) for group in groups for line in group), default=0)


def _split_headline(groups: list[list[str]]) -> list[list[str]]:
    """Set a headline apart from the paragraph it stands on without a blank line."""
    first, *others = groups
    if len(first) < 2 or not is_short_line(first[0]):
        return groups
    if _is_wrapped(first[0], first[1], _measure_widest(groups)):
        return groups
    return [first[:1], first[1:], *others]


def _join_group(group: list[str]) -> list[str]:
    """Join the lines of one block, but for a dateline above it and lines that name sources."""
    joined: list[str] = []
    is_open = False
    for line in group:
        is_source = bool(find_sources(line)) and (not is_open or ends_a_sentence(joined[-1]))
        if is_open and not is_source:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        is_open = not is_source and not (len(joined) == 1 and is_dateline(line))
    return joined
