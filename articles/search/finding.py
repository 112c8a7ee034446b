"""Finding: ranking, extracts from the text as printed, and what might have been meant."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..models import Edition
from .engines import Candidate, engine
from .index import words_shown
from .words import SEEN, Question, read_question, words_of

EXTRACT = 40  # words
LEAD_IN = 6  # words of it before the first one found
READ_FOR_EXTRACT = 20_000  # characters
VOCABULARY = 500  # newest stories whose headlines lend words to suggestions
SUGGESTIONS = 3
HALF_AS_GOOD_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class Hit:
    """A story found. `extract_html` is escaped and has <mark> around what was asked for."""

    edition: Edition
    extract_html: SafeString


@dataclass(frozen=True)
class Results:
    """What a search shows.

    Attributes:
        next_cursor: for `before=`, to go on; "" where nothing follows.
        suggestions: what might have been meant; only if nothing was found.
        message: a sentence for the reader where there is nothing to show.
    """

    query: str = ""
    hits: list[Hit] = field(default_factory=list)
    next_cursor: str = ""
    suggestions: list[str] = field(default_factory=list)
    message: str = ""


def find(
    query: str, *, at: datetime | None = None, before: str | None = None, limit: int = 20
) -> Results:
    """Find stories readers may see now: headline over standfirst over body, the newer the better.

    Args:
        at: the request's reading of the clock. The index knows the present and what is to come,
            not the past.
        before: a cursor from `next_cursor`; one that fits nothing shows the first page.
    """
    at = at or timezone.now()
    question = read_question(query)
    if not question.terms:
        return Results(question.typed, message=_nothing_asked(question))
    ranked = _ranked(question, at)
    start = _position_after(before, ranked)
    page = ranked[start : start + limit]
    editions = Edition.objects.listed(at).for_feed().in_bulk([c.edition_id for c in page])
    if not editions:
        return Results(
            question.typed,
            suggestions=_suggestions(question, at),
            message=_(
                "No story has the words “%(query)s”. Fewer words, or another spelling, may find it."
            )
            % {"query": question.typed},
        )
    hits = [
        Hit(editions[c.edition_id], extract(editions[c.edition_id], question))
        for c in page
        if c.edition_id in editions  # one may have been withdrawn between the two queries
    ]
    goes_on = start + limit < len(ranked)
    return Results(question.typed, hits, str(page[-1].article_id) if goes_on else "")


def _nothing_asked(question: Question) -> str:
    if not question.typed:
        return _("Type a name, a place or a subject.")
    return _(
        "“%(query)s” is in nearly every story, or in none. Add a name, a place or a subject."
    ) % {"query": question.typed}


def _ranked(question: Question, at: datetime) -> list[Candidate]:
    """Rank the newest matches: relevance, worth half after a year and a third after two."""

    def worth(candidate: Candidate) -> tuple[float, datetime, int]:
        age = max((at - candidate.first_live_at) / HALF_AS_GOOD_AFTER, 0)
        return candidate.relevance / (1 + age), candidate.first_live_at, candidate.article_id

    return sorted(engine().newest(question, Edition.objects.listed(at)), key=worth, reverse=True)


def _position_after(before: str | None, ranked: list[Candidate]) -> int:
    places = (place for place, c in enumerate(ranked, 1) if str(c.article_id) == before)
    return next(places, 0)


# --- extracts ------------------------------------------------------------------------------------


def extract(edition: Edition, question: Question) -> SafeString:
    """Return the words of a story around what was asked for, marked, from the text as printed."""
    text = words_shown(edition)[:READ_FOR_EXTRACT]
    seen = list(SEEN.finditer(text))
    found = [place for place, word in enumerate(seen) if question.asks_for(word[0])]
    if not found and edition.standfirst:  # the headline, a name or the standfirst itself matched
        return marked(edition.standfirst, question)
    first = max(0, min(_densest(found) - LEAD_IN, len(seen) - EXTRACT))
    last = min(first + EXTRACT, len(seen)) - 1
    start = seen[first].start() if first else 0
    end = seen[last].end() if last < len(seen) - 1 else len(text)
    return format_html(
        "{}{}{}",
        "… " if start else "",
        marked(text[start:end].replace("\n", " "), question),
        " …" if end < len(text) else "",
    )


def marked(text: str, question: Question) -> SafeString:
    """Return text escaped, with <mark> around the words asked for."""
    parts, done = [], 0
    for word in SEEN.finditer(text):
        if question.asks_for(word[0]):
            parts.append(conditional_escape(text[done : word.start()]))
            parts.append(format_html("<mark>{}</mark>", word[0]))
            done = word.end()
    parts.append(conditional_escape(text[done:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _densest(found: list[int]) -> int:
    """Return the first place from which on most others stand within one extract."""
    reach = [bisect_left(found, place + EXTRACT) - i for i, place in enumerate(found)]
    return found[reach.index(max(reach))] if found else 0


# --- suggestions ---------------------------------------------------------------------------------


def _suggestions(question: Question, at: datetime) -> list[str]:
    """Offer questions that are spelt alike and do find something.

    Their words come from headlines that readers may see now, and from nowhere else.
    """
    known = _vocabulary(at)
    words = [word for term in question.terms for word in term.words][:6]
    choices = [
        [word] if word in known else difflib.get_close_matches(word, known, SUGGESTIONS, 0.75)
        for word in words
    ]
    if not all(choices):
        return []
    offered = [
        " ".join(known[choice[min(rank, len(choice) - 1)]] for choice in choices)
        for rank in range(SUGGESTIONS)
    ]
    listed = Edition.objects.listed(at)
    return [
        text
        for text in dict.fromkeys(offered)
        if engine().newest(read_question(text), listed, limit=1)
    ]


def _vocabulary(at: datetime) -> dict[str, str]:
    """Return the words of the newest headlines, normalised, each with a spelling as printed."""
    headlines = Edition.objects.listed(at).newest_first().values_list("headline", flat=True)
    seen = (word[0] for text in headlines[:VOCABULARY] for word in SEEN.finditer(text))
    return {word: spelt for spelt in seen for word in words_of(spelt) if len(word) > 2}
