"""The two indexes behind search: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both take a queryset of what may be seen and join it before anything is ranked or cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

from django.db import connection
from django.db.models import QuerySet

from ..models import Edition
from .words import Question, Term

CANDIDATES = 2000  # newest matches that are ranked


@dataclass(frozen=True)
class Row:
    """An edition's words, normalised; `lent` are those that may be offered, as they are printed."""

    edition_id: int
    article_id: int
    first_live_at: datetime
    lent: dict[str, str]
    headline: str
    standfirst: str
    body: str

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.headline, self.standfirst, self.body


@dataclass(frozen=True)
class Candidate:
    """A match: where it stands, and how well it fits by the engine's own measure."""

    edition_id: int
    article_id: int
    first_live_at: datetime
    section_id: int
    kind: str
    relevance: float


# The columns of an edition that make a Candidate, less its relevance.
FACTS: Sequence[str] = ("pk", "article_id", "first_live_at", "section_id", "kind")


RowKey = tuple[int, datetime]  # of an edition: its id and first_live_at


class Sqlite:
    """FTS5. A row's id holds its minute in time above the edition's id.

    So reading the index backwards is reading it newest first, and stops after CANDIDATES. To sort
    by a column, every match would be read.
    """

    BITS = 28  # editions there can be: 268 million

    def place(self, edition_id: int, first_live_at: datetime) -> int:
        minutes = (first_live_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
        return (minutes << self.BITS) | edition_id

    def write(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO articles_search (rowid, headline, standfirst, body)"
                " VALUES (%s, %s, %s, %s)",
                [(self.place(row.edition_id, row.first_live_at), *row.texts) for row in rows],
            )

    def remove(self, places: Iterable[RowKey]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM articles_search WHERE rowid = %s",
                [(self.place(*place),) for place in places],
            )

    def tidy(self) -> None:
        """Merge the index's segments into one: the words of removed rows are gone after it."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('optimize')")

    def newest(
        self, question: Question, listed: QuerySet[Edition], limit: int = CANDIDATES
    ) -> list[Candidate]:
        found = listed.extra(  # noqa: S610 - the question goes in as a parameter
            select={"relevance": "-bm25(articles_search, 8, 3, 1)"},
            tables=["articles_search"],
            where=[
                "articles_search MATCH %s",
                f"articles_edition.id = articles_search.rowid & {(1 << self.BITS) - 1}",
            ],
            params=[_asked(question, self._term, "AND", "OR")],
            order_by=["-articles_search.rowid"],
        )
        return [Candidate(*row) for row in found.values_list(*FACTS, "relevance")[:limit]]

    def scrub(self) -> None:
        """Write the index so that words taken out of it are in none of its tables."""
        self.tidy()

    def _term(self, term: Term) -> str:
        written = f'"{" ".join(term.words)}"'
        return f'({written} OR "{" ".join(term.begun)}"*)' if term.is_open else written


class Postgres:
    """tsvector with GIN. The newest matches are found first; only they are ranked."""

    def write(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO articles_search (edition_id, article_id, first_live_at, words)"
                " VALUES (%s, %s, %s, setweight(to_tsvector('english', %s), 'A')"
                " || setweight(to_tsvector('english', %s), 'B')"
                " || setweight(to_tsvector('english', %s), 'D'))",
                [(row.edition_id, row.article_id, row.first_live_at, *row.texts) for row in rows],
            )

    def remove(self, places: Iterable[RowKey]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM articles_search WHERE edition_id = ANY(%s)",
                [[edition_id for edition_id, _first_live_at in places]],
            )

    def tidy(self) -> None:
        """Tell the planner how common which words are."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_search")

    def newest(
        self, question: Question, listed: QuerySet[Edition], limit: int = CANDIDATES
    ) -> list[Candidate]:
        asked = _asked(question, self._term, "&", "|")
        found = listed.extra(
            select={"words": "articles_search.words"},
            tables=["articles_search"],
            where=[
                "articles_search.words @@ to_tsquery('english', %s)",
                "articles_edition.id = articles_search.edition_id",
            ],
            params=[asked],
            order_by=["-articles_search.first_live_at", "-articles_search.article_id"],
        )
        columns = found.values_list(*FACTS, "words")
        newest, parameters = columns[:limit].query.sql_with_params()
        with connection.cursor() as cursor:
            # The limit inside is a fence: ranking reads the words of few rows, not of all matches.
            cursor.execute(
                f"SELECT {', '.join(FACTS)},"  # noqa: S608 - our own query inside
                " ts_rank('{0.1, 0.1, 0.4, 1.0}', words, to_tsquery('english', %s), 1)"
                f" FROM ({newest}) newest",
                [asked, *parameters],
            )
            return [Candidate(*row) for row in cursor.fetchall()]

    def scrub(self) -> None:
        """Nothing is left to do: a removed row is gone for every reader, its space is reused."""

    def _term(self, term: Term) -> str:
        written = _in_a_row(term.words)
        return f"({written} | {_in_a_row(term.begun, ':*')})" if term.is_open else written


def _in_a_row(words: Iterable[str], end: str = "") -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + f"{end})"


def _asked(question: Question, write: Callable[[Term], str], both: str, either: str) -> str:
    """Write a question in a database's language: all terms, or any `enough` of them."""
    terms = [write(term) for term in question.terms]
    groups = combinations(terms, question.enough or len(terms))
    return f" {either} ".join(f"({f' {both} '.join(group)})" for group in groups)


def engine() -> Sqlite | Postgres:
    return Sqlite() if connection.vendor == "sqlite" else Postgres()
