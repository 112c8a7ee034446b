"""What the copy desk is given: a story's words and what is known around them. No models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class PhotoUse:
    """A photo as the story uses it. `rights_end_on` is the last day it may be shown."""

    name: str
    alt: str = ""
    credit: str = ""
    licence: str = ""
    rights_end_on: date | None = None


@dataclass(frozen=True)
class HouseRule:
    """A rule of the house: a word or a pattern, and what to do about it.

    Args:
        name: how editors call it.
        look_for: a word or phrase as it stands, or a pattern of the `regex` package.
        instead: what the desk proposes in its place; None proposes nothing.
        languages: primary language tags it holds for; empty means all.
    """

    name: str
    look_for: str
    advice: str
    is_pattern: bool = False
    instead: str | None = None
    severity: Literal["warning", "note"] = "warning"
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A story as a copy editor reads it.

    Args:
        body_html: a cleaned body; it wins over `body_text`, in which every line is a paragraph.
        language: a BCP 47 tag. Checks that need rules say nothing in a language without them.
        date: the day the story speaks from; None when no date holds its "today".
        bylines, citations, photos: None when they are not known here, () when there are none.
        people: the pronoun on record by full name: "he", "she" or "they".
        spelling: the house's spelling ("en-GB", "en-US"); None lets the story's majority decide.
    """

    headline: str = ""
    standfirst: str = ""
    body_text: str = ""
    body_html: str = ""
    language: str = "en"
    dateline: str = ""
    date: date | None = None
    bylines: tuple[str, ...] | None = None
    citations: tuple[str, ...] | None = None
    people: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[PhotoUse, ...] | None = None
    rules: tuple[HouseRule, ...] = ()
    spelling: str | None = None
