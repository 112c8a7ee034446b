"""Finding: ranking, extracts from the text as printed, and what might have been meant."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet, Value
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..models import Edition
from .engines import CANDIDATES, FACTS, Candidate, engine
from .filters import Filters, narrowed
from .index import words_shown
from .spelling import spellings
from .words import SEEN, STOP, Question, Term, read_question, words_of

EXTRACT = 40  # words
LEAD_IN = 6  # words of it before the first one found
READ_FOR_EXTRACT = 20_000  # characters
SUGGESTIONS = 3
CORRECTED = 6  # words of a question
NEAR = 4  # words of an address that are asked for
NEAREST_OF = 200  # newest matches of an address that are ranked
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
        matches: every match in order, of the newest that are looked at.
        is_filtered_out: whether there would be something without the filters.
    """

    query: str = ""
    hits: list[Hit] = field(default_factory=list)
    next_cursor: str = ""
    suggestions: list[str] = field(default_factory=list)
    message: str = ""
    matches: list[Candidate] = field(default_factory=list)
    is_filtered_out: bool = False

    @property
    def is_cut(self) -> bool:
        return len(self.matches) >= CANDIDATES


def find(
    query: str,
    *,
    at: datetime | None = None,
    before: str | None = None,
    limit: int = 20,
    filters: Filters = (),
    newest_first: bool = False,
) -> Results:
    """Find stories readers may see now: headline over standfirst over body, the newer the better.

    Args:
        at: the request's reading of the clock. The index knows the present and what is to come,
            not the past.
        before: a cursor from `next_cursor`; one that fits nothing shows the first page.
        filters: what the stories must also be. With filters, no words need be asked for.
        newest_first: order by time alone.
    """
    at = at or timezone.now()
    question = read_question(query)
    if not question.terms and (question.typed or not filters):
        return Results(question.typed, message=_nothing_asked(question))
    ranked = _in_order(_matches(question, filters, at), None if newest_first else at)
    start = _position_after(before, ranked)
    page = ranked[start : start + limit]
    editions = Edition.objects.listed(at).for_results().in_bulk([c.edition_id for c in page])
    if not editions:
        return _nothing_found(question, filters, at)
    hits = [
        Hit(editions[c.edition_id], extract(editions[c.edition_id], question))
        for c in page
        if c.edition_id in editions  # one may have been withdrawn between the two queries
    ]
    goes_on = start + limit < len(ranked)
    cursor = str(page[-1].article_id) if goes_on else ""
    return Results(question.typed, hits, cursor, matches=ranked)


def _matches(question: Question, filters: Filters, at: datetime) -> list[Candidate]:
    """Return the newest stories with the words asked for, or with any where none are."""
    if any(each.meant is None for each in filters):
        return []
    listed = narrowed(Edition.objects.listed(at), filters)
    if question.terms:
        return engine().newest(question, listed)
    newest = listed.newest_first().values_list(*FACTS, Value(1.0))
    return [Candidate(*row) for row in newest[:CANDIDATES]]


def _nothing_found(question: Question, filters: Filters, at: datetime) -> Results:
    listed = Edition.objects.listed(at)
    if filters and (not question.terms or engine().newest(question, listed, limit=1)):
        message = _("No stories match these filters. Try removing one.")
        return Results(question.typed, message=message, is_filtered_out=True)
    message = _("No stories found for “%(query)s”. Try fewer words or a different spelling.")
    return Results(
        question.typed,
        suggestions=_suggestions(question, at),
        message=message % {"query": question.typed},
    )


def _nothing_asked(question: Question) -> str:
    if not question.typed:
        return _("Enter a name, a place or a subject.")
    return _("“%(query)s” is too common to search for. Add a name, a place or a subject.") % {
        "query": question.typed
    }


def _in_order(matches: list[Candidate], at: datetime | None) -> list[Candidate]:
    """Order by relevance as of `at`, worth half after a year and a third after two; else by time.

    The newest matches are all there is to order.
    """

    def worth(candidate: Candidate) -> tuple[float, datetime, int]:
        age = max((at - candidate.first_live_at) / HALF_AS_GOOD_AFTER, 0) if at else 0
        relevance = candidate.relevance if at else 0
        return relevance / (1 + age), candidate.first_live_at, candidate.article_id

    return sorted(matches, key=worth, reverse=True)


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

    Their words stand in stories that readers may see now, and nowhere else.
    """
    listed = Edition.objects.listed(at)
    asked = [word for term in question.terms for word in term.words][:CORRECTED]
    near = spellings(asked, listed)
    kept = _offers([near.get(word) or [word] for word in asked], asked, listed)
    # A word that is like none may be only begun, so it is kept at first, then left out.
    return kept or _offers([near[word] for word in asked if near.get(word)], asked, listed)


def _offers(choices: list[list[str]], asked: list[str], listed: QuerySet[Edition]) -> list[str]:
    """Put words together, the likeliest first; keep what is not what was asked and finds something.

    At most SUGGESTIONS queries.
    """
    offered = (
        " ".join(choice[min(rank, len(choice) - 1)] for choice in choices)
        for rank in range(SUGGESTIONS)
    )
    return [
        text
        for text in dict.fromkeys(offered)
        if words_of(text) != asked
        and (question := read_question(text)).terms
        and engine().newest(question, listed, limit=1)
    ]


# --- stories near to an address ------------------------------------------------------------------


def find_near_address(path: str, at: datetime, limit: int = 5) -> list[int]:
    """Return the ids of editions that the words of an address may mean, the best fit first.

    Any two of its longest words are enough, so that one may be mistyped or its end cut off. One
    query.
    """
    asked = dict.fromkeys(words_of(path.replace("-", " ").replace("_", " ").replace("/", " ")))
    words = [word for word in asked if len(word) > 2 and word not in STOP and not word.isdigit()]
    told = sorted(words, key=len, reverse=True)[:NEAR]
    if not told:
        return []
    terms = tuple(Term((word,), is_open=word == words[-1]) for word in told)
    enough = 2 if len(terms) > 2 else 1
    found = engine().newest(Question(path, terms, enough), Edition.objects.listed(at), NEAREST_OF)
    return [candidate.edition_id for candidate in _in_order(found, at)[:limit]]
