"""The sources of a story: one alone, work without a link, dead links, lost attributions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..copy import Cited
from ..findings import NOTE, WARNING, Finding
from ..languages import Language
from ..reading import Reading
from ..reading.paragraph import ReadParagraph

# A shorter story is a brief, which may have one source.
LEAST_WORDS = 150
# A shorter part of a name (“de”, “von”) is nobody's alone.
LEAST_LETTERS = 4
_BEFORE = frozenset(["told", "by"])


def check(reading: Reading) -> Iterator[Finding]:
    citations = reading.copy.citations
    if citations is None:
        return
    yield from _check_number_of_sources(reading, citations)
    for cited in citations:
        if cited.is_outlet and not cited.link:
            message = _("The story is based on work by %(name)s. Link to it.")
            words = {"name": cited.name}
            yield Finding(
                "outlet_link", WARNING, "citations", 0, 0, message % words, words=cited.name
            )
        if cited.dead_link:
            message = _("The link to %(name)s is %(told)s. Add an archived copy or correct it.")
            words = {"name": cited.name, "told": cited.dead_link}
            yield Finding(
                "dead_link", WARNING, "citations", 0, 0, message % words, words=cited.link
            )
    for sentence in reading.copy.lost_attributions:
        yield Finding("attribution_lost", WARNING, "attributions", 0, 0, sentence, words=sentence)
    for cited in citations:
        yield from _check_hidden_name(reading, cited)
    yield from _check_uncited_outlets(reading, citations)


def _check_hidden_name(reading: Reading, cited: Cited) -> Iterator[Finding]:
    """Find parts of the name of an anonymous source; the whole name is an error elsewhere."""
    parts = [re.escape(part) for part in cited.hidden_words if len(part) >= LEAST_LETTERS]
    if not parts:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
    for paragraph in reading.of("headline", "standfirst", "body"):
        for found in pattern.finditer(paragraph.text):
            message = _("This is part of the name of an anonymous source.")
            yield paragraph.finding("name_given", WARNING, found.span(), message)


def _check_number_of_sources(reading: Reading, citations: tuple[Cited, ...]) -> Iterator[Finding]:
    names = {cited.name for cited in citations}
    is_long = sum(len(each.words) for each in reading.of("body")) >= LEAST_WORDS
    if len(names) > 1 or not reading.copy.is_reported or not is_long:
        return
    if names:
        [name] = names
        message = _("The story has only one source, %(name)s.") % {"name": name}
        yield Finding("single_source", WARNING, "citations", 0, 0, message, words=name)
    else:
        message = _("The story cites no source.")
        yield Finding("single_source", NOTE, "citations", 0, 0, message)


def _check_uncited_outlets(reading: Reading, citations: tuple[Cited, ...]) -> Iterator[Finding]:
    """Find news organisations that the text relies on (“told Reuters”) and does not cite."""
    language = reading.language
    waiting = set(reading.copy.outlets) - {cited.name for cited in citations}
    if language is None or not language.speech or not waiting:
        return
    for paragraph in reading.story:
        for name in paragraph.names:
            if name.text in waiting and _relies_on(paragraph, name.start, name.end, language):
                waiting.discard(name.text)
                message = _("The text relies on %(name)s, which is not cited as a source.")
                span = (name.start, name.end)
                yield paragraph.finding(
                    "outlet_credit", WARNING, span, message % {"name": name.text}
                )


def _relies_on(paragraph: ReadParagraph, start: int, end: int, language: Language) -> bool:
    before = paragraph.text[:start].rstrip().lower()
    after = paragraph.text[end : end + 40].split(maxsplit=1)
    if before.endswith(language.according) or before.rpartition(" ")[2] in _BEFORE:
        return True
    follows = after[0].strip(",.").lower() if after else ""
    return follows in language.speech or follows in language.loose_speech
