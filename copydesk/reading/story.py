"""A story read once: paragraphs, sentences, words, quotations, names, speakers, figures, dates.

Every check works on this Reading and none parses for itself. Places count in the plain text of
their field. Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..copy import Copy
from ..languages import Language, get_language
from .field_text import FieldText, Paragraph, read_html_field, read_text_field
from .names import find_names
from .numbers import find_numbers
from .pairing import pair_marks
from .paragraph import Number, ReadParagraph
from .quotation_marks import Marking, Quotation
from .sentences import find_sentence_starts, find_words
from .speakers import find_speakers

# A field with more is no story; what is beyond is left unread, so that reading has an end.
MOST_PARAGRAPHS = 10_000
MOST_CHARACTERS = 250_000  # some 40,000 words, read and checked within two seconds
_OPENING = re.compile("[\"“„‟«»‘‚‹›']")


@dataclass
class Reading:
    """A story as read: what checks are given."""

    copy: Copy
    language: Language | None
    fields: dict[str, FieldText]
    paragraphs: list[ReadParagraph]

    def of(self, *names: str) -> Iterator[ReadParagraph]:
        """Give the paragraphs of these fields, in reading order."""
        return (paragraph for paragraph in self.paragraphs if paragraph.field in names)

    @property
    def is_cut(self) -> bool:
        """Whether the body is so long that its end was left unread."""
        return sum(1 for _each in self.of("body")) < len(self.fields["body"].paragraphs)

    @property
    def story(self) -> list[ReadParagraph]:
        """Return standfirst and body, in reading order."""
        return list(self.of("standfirst", "body"))

    @property
    def day(self) -> date | None:
        """Return the day the story speaks from, or is read."""
        return self.copy.date or self.copy.today

    @cached_property
    def names(self) -> frozenset[str]:
        """Return every name in the story, as it stands there."""
        return frozenset(name.text for each in self.paragraphs for name in each.names)

    @cached_property
    def numbers(self) -> dict[str, list[Number]]:
        """Return the figures of each field, with the paragraph each stands in."""
        result: dict[str, list[Number]] = {"headline": [], "standfirst": [], "body": []}
        for paragraph in self.paragraphs:
            result[paragraph.field].extend(find_numbers(paragraph, self.language))
        return result

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Return the words that stand somewhere in lower case: with a capital they are no name."""
        return frozenset(
            word.text for each in self.paragraphs for word in each.words if word.text.islower()
        )


def read(copy: Copy) -> Reading:
    """Parse a story once."""
    language = get_language(copy.language)
    fields = {
        "headline": read_text_field("headline", copy.headline),
        "standfirst": read_text_field("standfirst", copy.standfirst),
        "body": read_html_field("body", copy.body_html)
        if copy.body_html
        else read_text_field("body", copy.body_text),
    }
    paragraphs = [
        paragraph for each in fields.values() for paragraph in _read_field(each, language)
    ]
    if language is not None:
        _add_people(paragraphs, language)
    return Reading(copy, language, fields, paragraphs)


def _read_field(text: FieldText, language: Language | None) -> Iterable[ReadParagraph]:
    previous: ReadParagraph | None = None
    spans = iter(text.attributed)
    span = next(spans, None)
    paragraphs = [each for each in text.paragraphs if each.end <= MOST_CHARACTERS]
    paragraphs = paragraphs[:MOST_PARAGRAPHS]
    for paragraph, following in zip(paragraphs, _list_following(paragraphs), strict=True):
        marking = Marking()
        if language is not None:
            goes_on = following is not None and _may_continue_quotation(paragraph, following)
            marking = pair_marks(paragraph.text, language, goes_on)
        read_one = ReadParagraph(text.name, paragraph, marking)
        while span is not None and span[0] < paragraph.end:
            if span[1] > paragraph.start:
                read_one.attributed.append((span[0] - paragraph.start, span[1] - paragraph.start))
            span = next(spans, None)
        read_one.words = find_words(paragraph.text)
        read_one.sentences = find_sentence_starts(paragraph.text)
        read_one.quoted = [
            (quotation.start, quotation.end)
            for quotation in marking.quotations
            if quotation.parent is None
        ]
        if paragraph.kind != "caption":
            if previous is not None and any(q.goes_on for q in previous.marking.quotations):
                _mark_continued(read_one)
            previous = read_one
        yield read_one


def _list_following(paragraphs: list[Paragraph]) -> list[Paragraph | None]:
    """Return, for each paragraph, the next that is no caption: a picture interrupts nobody."""
    result: list[Paragraph | None] = []
    following: Paragraph | None = None
    for paragraph in reversed(paragraphs):
        result.append(following)
        following = following if paragraph.kind == "caption" else paragraph
    return result[::-1]


def _may_continue_quotation(paragraph: Paragraph, following: Paragraph) -> bool:
    """Tell whether the next paragraph may carry on a quotation: it begins with a mark."""
    is_prose = paragraph.kind in ("prose", "list") and following.kind in ("prose", "list")
    return is_prose and bool(_OPENING.match(following.text.lstrip()))


def _mark_continued(paragraph: ReadParagraph) -> None:
    first: list[Quotation] = paragraph.marking.quotations[:1]
    for quotation in first:
        quotation.continues = True


def _add_people(paragraphs: list[ReadParagraph], language: Language) -> None:
    for paragraph in paragraphs:
        starts = set(paragraph.sentences)
        starts.update(quotation.start + 1 for quotation in paragraph.marking.quotations)
        paragraph.names = find_names(paragraph.text, paragraph.words, starts, language)
        paragraph.speakers = find_speakers(paragraph, language)
