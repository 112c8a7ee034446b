"""Merging the texts of two people: paragraph by paragraph, and field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import lxml.html

from .story_text import StoryText

# Line breaks between tags: filed copy has them, and a form does not.
_BREAKS_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


def merge(one: StoryText, other: StoryText, picked: Mapping[str, str]) -> StoryText:
    """Return `one` with what is picked from `other` in its place.

    Args:
        picked: "other" by the key of a difference that `compare` named.
    """
    from_other = {key for key, whose in picked.items() if whose == "other"}
    fields = {
        name: other.fields[name] if name in from_other and name in other.fields else value
        for name, value in one.fields.items()
    }
    if "body" in fields and "body" in other.fields:
        fields["body"] = "".join(
            block
            for number, hunk in enumerate(align(one.fields["body"], other.fields["body"]))
            for block in (hunk.other if f"body-{number}" in from_other else hunk.one)
        )
    parts = {
        name: other.parts[name] if name in from_other and name in other.parts else rows
        for name, rows in one.parts.items()
    }
    return replace(one, fields=fields, parts=parts)


@dataclass(frozen=True)
class Hunk:
    """A run of paragraphs: the same in both bodies, or one's in the place of the other's."""

    one: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return self.one == self.other


def split_blocks(body: str) -> list[str]:
    """Split a cleaned body into its paragraphs, headings, pictures and boxes, as HTML."""
    body = _BREAKS_BETWEEN_TAGS.sub("><", body).strip()
    if not body:
        return []
    root = lxml.html.fragment_fromstring(body, create_parent="div")
    first = [f"<p>{root.text.strip()}</p>"] if root.text and root.text.strip() else []
    written = (lxml.html.tostring(block, encoding="unicode").strip() for block in root)
    return first + [block for block in written if block]


def align(one: str, other: str) -> Iterator[Hunk]:
    """Align two bodies; as many paragraphs in the place of as many are compared one by one."""
    mine, theirs = split_blocks(one), split_blocks(other)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            yield from (Hunk([a], [b]) for a, b in zip(mine[i:j], theirs[k:m], strict=True))
        else:
            yield Hunk(mine[i:j], theirs[k:m])
