"""The two indexes behind search: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both take a queryset of what may be seen and join it before anything is ranked or cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from ..models import Edition
from .words import Question, Term

CANDIDATES = 2000  # newest matches that are ranked


@dataclass(frozen=True)
class Row:
    """An edition's words, normalised."""

    edition_id: int
    article_id: int
    first_live_at: datetime
    headline: str
    standfirst: str
    body: str

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.headline, self.standfirst, self.body


@dataclass(frozen=True)
class Candidate:
    """A match: where it stands in time, and how well it fits by the engine's own measure."""

    edition_id: int
    article_id: int
    first_live_at: datetime
    relevance: float


Place = tuple[int, datetime]  # of an edition: its id and first_live_at


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

    def remove(self, places: Iterable[Place]) -> None:
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
            params=[" ".join(self._term(term) for term in question.terms)],
            order_by=["-articles_search.rowid"],
        )
        columns = ("pk", "article_id", "first_live_at", "relevance")
        return [Candidate(*row) for row in found.values_list(*columns)[:limit]]

    def _term(self, term: Term) -> str:
        return f'"{" ".join(term.words)}"' + ("*" if term.is_open else "")


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

    def remove(self, places: Iterable[Place]) -> None:
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
        asked = " & ".join(self._term(term) for term in question.terms)
        found = listed.extra(  # noqa: S610 - the question goes in as a parameter
            select={"words": "articles_search.words"},
            tables=["articles_search"],
            where=[
                "articles_search.words @@ to_tsquery('english', %s)",
                "articles_edition.id = articles_search.edition_id",
            ],
            params=[asked],
            order_by=["-articles_search.first_live_at", "-articles_search.article_id"],
        )
        columns = ("pk", "article_id", "first_live_at", "words")
        newest, parameters = found.values_list(*columns)[:limit].query.sql_with_params()
        with connection.cursor() as cursor:
            # The limit inside is a fence: ranking reads the words of few rows, not of all matches.
            cursor.execute(
                "SELECT pk, article_id, first_live_at,"  # noqa: S608 - our own query inside
                " ts_rank('{0.1, 0.1, 0.4, 1.0}', words, to_tsquery('english', %s), 1)"
                f" FROM ({newest}) newest",
                [asked, *parameters],
            )
            return [Candidate(*row) for row in cursor.fetchall()]

    def _term(self, term: Term) -> str:
        words = [f"'{word}'" for word in term.words]
        return "(" + " <-> ".join(words) + (":*" if term.is_open else "") + ")"


def engine() -> Sqlite | Postgres:
    return Sqlite() if connection.vendor == "sqlite" else Postgres()
