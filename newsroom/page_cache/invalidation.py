"""Notes what pages read and what is written, from the statements of every database connection.

While a page is rendered, a SELECT adds the tables it names. A write adds its table, and the rows it
changes where that is known (it names one key, or `vocabulary.cache_deps.invalidates` lists them);
else all rows of the table. What a transaction wrote is marked as in progress before its COMMIT and
as changed after it.
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
from .epochs import SharedEpochs, cell_for

# The tag of the row an instance is, or belongs to: see vocabulary/cache_deps.py.
ROWS: dict[Rows, Callable[[Any], str]] = {
    Edition: lambda row: f"article:{row.article_id}",
    Rendition: lambda row: f"photo:{row.photo_id}",
    Author: lambda row: f"author:{row.pk}",
    Photo: lambda row: f"photo:{row.pk}",
    Source: lambda row: f"source:{row.pk}",
    Topic: lambda row: f"topic:{row.pk}",
}
# Models whose writes name the row: a new one is on no page yet, and an UPDATE has its key.
BY_KEY = {model._meta.db_table: model._meta.model_name for model in (Author, Photo, Source, Topic)}
# All that public pages are rendered from. A page that reads anything else is not cached.
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
TRACKED_TABLES = {model._meta.db_table for model in PUBLIC_MODELS}
NAME = re.compile(r'"(\w+)"')
WRITTEN_TABLE = re.compile(
    r'\b(?:INSERT INTO|(?<!DO )UPDATE|DELETE FROM)\s+(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)',
    re.IGNORECASE,
)
ONE_ROW = re.compile(r'UPDATE "(\w+)" SET .* WHERE "\1"\."id" = %s', re.DOTALL)
IGNORED_STATEMENT = re.compile(
    r"\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW|EXPLAIN|LISTEN|NOTIFY|LOCK|DECLARE"
    r"|FETCH|CLOSE|ANALYZE|VACUUM)\b",
    re.IGNORECASE,
)
READ_STATEMENT = re.compile(r"\s*\(*\s*(?:SELECT|VALUES|(WITH))\b", re.IGNORECASE)

_epochs: SharedEpochs | None = None


def install(epochs: SharedEpochs) -> None:
    """Track every connection of this process from now on."""
    global _epochs
    _epochs = epochs
    connection_created.connect(_on_connection, dispatch_uid="pages")
    for connection in connections.all(initialized_only=True):
        track_connection(connection)
    for model in ROWS:
        post_init.connect(_on_load, sender=model, dispatch_uid="pages")


def _on_connection(connection: BaseDatabaseWrapper, **_more: object) -> None:
    track_connection(connection)


def track_connection(connection: BaseDatabaseWrapper) -> None:
    """Put a tracker on a connection that has none."""
    if any(isinstance(wrapper, WriteTracker) for wrapper in connection.execute_wrappers):
        return
    tracker = WriteTracker(connection)
    connection.execute_wrappers.append(tracker)
    wraps = {"commit": tracker.commit, "rollback": tracker.discard, "close": tracker.discard}
    for name, wrap in wraps.items():
        setattr(connection, name, partial(wrap, getattr(connection, name)))


@lru_cache(maxsize=1000)
def find_tables(sql: str) -> frozenset[str]:
    """Return the tables of models that a statement names."""
    return list_model_tables().intersection(NAME.findall(sql))


@cache
def list_model_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models(include_auto_created=True))


def collect_tags(tables: set[str], tags: set[str], covered: set[str]) -> set[str] | None:
    """Return the tags a page depends on; None if it read a table that is not tracked.

    Args: as in `vocabulary.cache_deps.PageReads`.
    """
    if not tables - covered <= TRACKED_TABLES:
        return None
    whole_tables = {f"table:{table}" for table in tables - covered}
    return tags | whole_tables | {f"rows:{table}" for table in covered & TRACKED_TABLES}


# --- what is read --------------------------------------------------------------------------------


def _on_load(sender: Rows, instance: models.Model, **_more: object) -> None:
    if (read := current_reads.get()) and instance.pk:
        read.tags.add(ROWS[sender](instance))


# --- what is written -----------------------------------------------------------------------------


class WriteTracker:
    """Notes what the current transaction of one connection has written.

    Attributes:
        tags: of what was written.
        invalidations: declared by the blocks around the writes; their tags are read before commit.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._reset()

    def _reset(self) -> None:
        self.tags: set[str] = set()
        self.invalidations: list[Invalidation] = []

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if notify.LOG in sql:  # about changes, and none itself
            return execute(sql, params, many, context)
        # Of the statements that read, only WITH may write too.
        if (found := READ_STATEMENT.match(sql)) and not (found[1] and WRITTEN_TABLE.search(sql)):
            if read := current_reads.get():
                read.tables |= find_tables(sql)
            return execute(sql, params, many, context)
        if not IGNORED_STATEMENT.match(sql):
            self._note_write(sql, None if many else params)
            if self.tags and self._is_autocommit():
                return self.commit(partial(execute, sql, params, many, context))
        return execute(sql, params, many, context)

    def _is_autocommit(self) -> bool:
        """Return whether each statement is committed by itself."""
        return self.connection.autocommit and not self.connection.in_atomic_block

    def _note_write(self, sql: str, params: Any) -> None:
        """Note what a statement writes: its table, and which rows of it."""
        tables = WRITTEN_TABLE.findall(sql)
        if not tables:
            self.tags.add("everything")  # an unknown statement
        declared = current_invalidation.get()
        if declared and not declared.affects_readers:
            return
        for table in TRACKED_TABLES.intersection(tables):
            self.tags.add(f"table:{table}")
            if declared is None:
                self.tags.update(find_row_tags(table, sql, params))
            elif declared not in self.invalidations:
                self.invalidations.append(declared)

    def commit(self, commit: Callable[[], Any]) -> Any:
        """Commit, or run a statement that commits itself, between the two marks of a change."""
        if not self.tags or _epochs is None:
            return self.discard(commit)
        self.tags.update(*(each.tags() for each in self.invalidations))
        cells = {cell_for(tag) for tag in self.tags}
        # In a transaction the message is sent on commit; without one, after the statement.
        if not (alone := self._is_autocommit()):
            notify.notify_machines(self.connection, _epochs.machine, cells)
        # From here on the database may have committed, even where it did not say so.
        _epochs.begin_change(cells)
        try:
            result = commit()
            if alone:
                notify.notify_machines(self.connection, _epochs.machine, cells)
            return result
        finally:
            self._reset()
            _epochs.end_change(cells)

    def discard(self, end: Callable[[], Any]) -> Any:
        """End a transaction that changes no page."""
        try:
            return end()
        finally:
            self._reset()


def find_row_tags(table: str, sql: str, params: Any) -> set[str]:
    """Return the tags of the rows a statement writes: all of its table where they are unknown.

    Args:
        params: None for executemany.
    """
    if name := BY_KEY.get(table):
        if sql.startswith("INSERT") and "DO UPDATE" not in sql:
            return set()
        if params and ONE_ROW.fullmatch(sql):
            return {f"{name}:{params[-1]}"}
    return {f"rows:{table}"}
