"""What the copy desk is given: a story's words and what is known around them. No models."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal


@dataclass(frozen=True)
class PhotoUse:
    """A photo as the story uses it, at the moment readers would have it.

    Args:
        field: of the story's form, where it stands.
        lacks: the papers it is without, as the desk calls them.
        is_covered: its rights cover that moment.
        rights_end_on: the last day it may be shown; None where its rights have no end.
    """

    name: str
    field: str = "lead_photo"
    lacks: tuple[str, ...] = ()
    in_trash: bool = False
    is_covered: bool = True
    rights_end_on: datetime.date | None = None


@dataclass(frozen=True)
class Credited:
    """A name in the byline."""

    name: str
    is_translator: bool = False
    has_bio: bool = True


@dataclass(frozen=True)
class Cited:
    """A source the story rests on.

    Args:
        is_outlet: a newsroom or an agency, whose work the story used.
        dead: what is told of its link, if that is dead and there is no copy of it.
        hidden: the words of its name, where readers are not to learn it.
        role: what a person is and whom they speak for, in the story's language.
    """

    name: str
    is_outlet: bool = False
    is_translated: bool = False
    link: str = ""
    dead_link: str = ""
    hidden_words: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True)
class StyleRule:
    """A rule of the house's style: a word or a pattern, and what to do about it.

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
        today: the day it is read, nearest to which a date without a year lies.
        bylines, citations, photos: None when they are not known here, () when there are none.
        is_translation: it was written in another language first.
        is_reported: news or a report, which more than one source should carry.
        lost_attributions: a sentence on each attribution of words to a source that was lost.
        people: the pronoun on record by full name: "he", "she" or "they".
        outlets: names of newsrooms the paper knows and the text may name.
        spelling: the house's spelling ("en-GB", "en-US"); None lets the story's majority decide.
    """

    headline: str = ""
    standfirst: str = ""
    body_text: str = ""
    body_html: str = ""
    language: str = "en"
    dateline: str = ""
    date: datetime.date | None = None
    today: datetime.date | None = None
    bylines: tuple[Credited, ...] | None = None
    citations: tuple[Cited, ...] | None = None
    photos: tuple[PhotoUse, ...] | None = None
    is_translation: bool = False
    is_reported: bool = False
    lost_attributions: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    outlets: tuple[str, ...] = ()
    rules: tuple[StyleRule, ...] = ()
    spelling: str | None = None

    def with_texts(self, texts: Mapping[str, str]) -> Copy:
        """Return the copy with new text in fields, by name: "headline", "standfirst", "body".

        A body takes the place of the one that is read: `body_html` if there is one.
        """
        copy = replace(
            self,
            headline=texts.get("headline", self.headline),
            standfirst=texts.get("standfirst", self.standfirst),
        )
        if "body" not in texts:
            return copy
        if self.body_html:
            return replace(copy, body_html=texts["body"])
        return replace(copy, body_text=texts["body"])
