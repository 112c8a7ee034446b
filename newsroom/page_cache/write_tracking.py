"""Learns from the database connections what pages read and what is written.

Every statement of this process passes here. While a page is drawn, a SELECT adds the tables it
names. A write adds its table, and the rows it concerns where that is known (it names one key, or
`vocabulary.cache_deps.invalidates` says it); where it is not, all rows of the table. What a
transaction wrote is marked as under way before its COMMIT and as done after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_init

from articles.models import Address, Edition, Section, Topic
from articles.models.edition import LOOKUPS
from authors.models import Author, AuthorAddress
from fronts.models import Banner, Front, Placement
from outlet.models import Outlet
from photos.models import Photo, Rendition
from sources.models import Source
from vocabulary.cache_deps import Invalidation, Rows, current_invalidation, current_reads

from . import notify
from .epochs import SharedEpochs, cell_of

# The row a model's instance is, or belongs to, in the words of vocabulary/cache_deps.py.
ROWS: dict[Rows, Callable[[Any], str]] = {
    Edition: lambda row: f"article:{row.article_id}",
    Rendition: lambda row: f"photo:{row.photo_id}",
    Author: lambda row: f"author:{row.pk}",
    Photo: lambda row: f"photo:{row.pk}",
    Source: lambda row: f"source:{row.pk}",
    Topic: lambda row: f"topic:{row.pk}",
}
# Those that are told by their key: one that is new is on no page, and of one changed we read which.
BY_KEY = {model._meta.db_table: model._meta.model_name for model in (Author, Photo, Source, Topic)}
# All that readers' pages are drawn from. A page that reads anything else is not kept.
PUBLIC_MODELS: tuple[Rows, ...] = (
    *ROWS,
    *LOOKUPS,
    Address,
    AuthorAddress,
    Banner,
    Front,
    Outlet,
    Placement,
    Section,
)
WATCHED = {model._meta.db_table for model in PUBLIC_MODELS}
NAME = re.compile(r'"(\w+)"')
WRITTEN = re.compile(
    r'\b(?:INSERT INTO|(?<!DO )UPDATE|DELETE FROM)\s+(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)',
    re.IGNORECASE,
)
ONE_ROW = re.compile(r'UPDATE "(\w+)" SET .* WHERE "\1"\."id" = %s', re.DOTALL)
HARMLESS = re.compile(
    r"\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW|EXPLAIN|LISTEN|NOTIFY|LOCK|DECLARE"
    r"|FETCH|CLOSE|ANALYZE|VACUUM)\b",
    re.IGNORECASE,
)
READS = re.compile(r"\s*\(*\s*(?:SELECT|VALUES|(WITH))\b", re.IGNORECASE)

_cells: SharedEpochs | None = None


def install(cells: SharedEpochs) -> None:
    """Watch every connection of this process from now on."""
    global _cells
    _cells = cells
    connection_created.connect(_on_connection, dispatch_uid="pages")
    for connection in connections.all(initialized_only=True):
        watch(connection)
    for model in ROWS:
        post_init.connect(_on_load, sender=model, dispatch_uid="pages")


def _on_connection(connection: BaseDatabaseWrapper, **_more: object) -> None:
    watch(connection)


def watch(connection: BaseDatabaseWrapper) -> Watch:
    """Return the watch of a connection; the first time, set it."""
    if found := next((w for w in connection.execute_wrappers if isinstance(w, Watch)), None):
        return found
    watch = Watch(connection)
    connection.execute_wrappers.append(watch)
    wraps = {"commit": watch.around, "rollback": watch.forget, "close": watch.forget}
    for name, wrap in wraps.items():
        setattr(connection, name, partial(wrap, getattr(connection, name)))
    return watch


@lru_cache(maxsize=1000)
def tables_in(sql: str) -> frozenset[str]:
    """Return the tables of models that a statement names."""
    return known_tables().intersection(NAME.findall(sql))


@cache
def known_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models(include_auto_created=True))


def tags_of(tables: set[str], tags: set[str], covered: set[str]) -> set[str] | None:
    """Return what a page rests on, or None if it read a table that is not watched.

    Args: as `vocabulary.cache_deps.PageReads` has them.
    """
    if not tables - covered <= WATCHED:
        return None
    whole = {f"table:{table}" for table in tables - covered}
    return tags | whole | {f"rows:{table}" for table in covered & WATCHED}


# --- what is read --------------------------------------------------------------------------------


def _on_load(sender: Rows, instance: models.Model, **_more: object) -> None:
    if (read := current_reads.get()) and instance.pk:
        read.tags.add(ROWS[sender](instance))


# --- what is written -----------------------------------------------------------------------------


class Watch:
    """What the transaction of one connection has written so far.

    Attributes:
        tags: what is known to be concerned.
        concerns: what the blocks around the writes said; asked before the commit.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.tags: set[str] = set()
        self.concerns: list[Invalidation] = []

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        # Of what reads, only WITH may write as well.
        if (found := READS.match(sql)) and not (found[1] and WRITTEN.search(sql)):
            if read := current_reads.get():
                read.tables |= tables_in(sql)
            return execute(sql, params, many, context)
        if not HARMLESS.match(sql):
            self._note(sql, None if many else params)
            if self.tags and self._is_alone():
                return self.around(partial(execute, sql, params, many, context))
        return execute(sql, params, many, context)

    def _is_alone(self) -> bool:
        """Say whether each statement is committed by itself."""
        return self.connection.autocommit and not self.connection.in_atomic_block

    def _note(self, sql: str, params: Any) -> None:
        """Note what a statement writes: its table, and which rows of it."""
        tables = WRITTEN.findall(sql)
        if not tables:
            self.tags.add("everything")  # a statement nobody knows
        concern = current_invalidation.get()
        if concern and not concern.affects_readers:
            return
        for table in WATCHED.intersection(tables):
            self.tags.add(f"table:{table}")
            if concern is None:
                self.tags.update(rows_written(table, sql, params))
            elif concern not in self.concerns:
                self.concerns.append(concern)

    def around(self, commit: Callable[[], Any]) -> Any:
        """Do what makes the writes so far visible, with its marks before and after."""
        if not self.tags or _cells is None:
            return self.forget(commit)
        self.tags.update(*(concern.tags() for concern in self.concerns))
        cells = {cell_of(tag) for tag in self.tags}
        _cells.under_way(cells)
        try:
            # In a transaction the news go out with it; alone, when it is done.
            if not (alone := self._is_alone()):
                notify.tell(self.connection, _cells.machine, cells)
            done = commit()
            if alone:
                notify.tell(self.connection, _cells.machine, cells)
            return done
        finally:
            self._begin_anew()
            _cells.done(cells)

    def forget(self, end: Callable[[], Any]) -> Any:
        """End a transaction of which no page has to hear."""
        try:
            return end()
        finally:
            self._begin_anew()


def rows_written(table: str, sql: str, params: Any) -> set[str]:
    """Return the tags of the rows a statement writes: all of its table where it does not say.

    Args:
        params: None of a statement that is executed for many.
    """
    if name := BY_KEY.get(table):
        if sql.startswith("INSERT") and "DO UPDATE" not in sql:
            return set()
        if params and ONE_ROW.fullmatch(sql):
            return {f"{name}:{params[-1]}"}
    return {f"rows:{table}"}
