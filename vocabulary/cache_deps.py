"""What a page depends on and what a write invalidates, in tags such as "author:3".

A view declares the tags its page depends on, a workflow action those it changes. By default a page
depends on every table it reads and a write invalidates every page that read its table; tags make
both narrower. `newsroom.page_cache` acts on them; nothing here knows of it.

Tags in use: `article:7` (a story, in whatever edition), the lists `in:2` (a section), `by:3` (an
author), `about:5` (a topic), `citing:4` (a source), `translations:7` (of a story), and the rows
`author:3`, `photo:9`, `source:4`, `topic:5`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

Rows = type[models.Model]


@dataclass
class PageReads:
    """What a page was drawn from.

    Attributes:
        at: the time it is drawn for; None if its view never called `mark_cacheable`.
        until: when it expires at the latest, if its view knows.
        tags: the rows and lists it depends on.
        covered: tables tracked by `tags` alone: other writes to them do not matter.
        tables: every table that was read.
    """

    at: datetime | None = None
    until: datetime | None = None
    tags: set[str] = field(default_factory=set)
    covered: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)


TagsCallback = Callable[[], Iterable[str]]


@dataclass(frozen=True, eq=False)
class Invalidation:
    """What the writes of a block invalidate: pages with one of `tags`, or none at all."""

    tags: TagsCallback = tuple
    affects_readers: bool = True


current_reads: ContextVar[PageReads | None] = ContextVar("current_reads", default=None)
current_invalidation: ContextVar[Invalidation | None] = ContextVar(
    "current_invalidation", default=None
)


@contextmanager
def record_reads() -> Iterator[PageReads]:
    """Record what is read in a block."""
    read = PageReads()
    token = current_reads.set(read)
    try:
        yield read
    finally:
        current_reads.reset(token)


def mark_cacheable(at: datetime, until: datetime | None = None) -> None:
    """Declare that a page depends on the database and on `at` alone, so that it may be cached.

    Args:
        until: when it expires, if not at the next change or the next scheduled publication.
    """
    if read := current_reads.get():
        read.at, read.until = at, until


def row_tags(name: str, numbers: Iterable[int]) -> Iterator[str]:
    """Build the tags of rows: “author:3”, “author:8”."""
    return (f"{name}:{number}" for number in numbers)


def related_models(rows: models.Manager) -> list[Rows]:
    """Return the model of some look-up rows and the models its foreign keys lead to."""
    relations = (each for each in rows.model._meta.fields if each.is_relation)
    return [rows.model, *(each.related_model for each in relations)]


def depends_on(*tags: str, tracked_by_row: Iterable[Rows] = ()) -> None:
    """Declare what a page depends on.

    Args:
        tags: rows and lists, including rows that were looked for and not found.
        tracked_by_row: models of which only the tagged and the loaded rows matter to this page:
            it stays valid when any other row of theirs changes.
    """
    if read := current_reads.get():
        read.tags.update(tags)
        read.covered.update(model._meta.db_table for model in tracked_by_row)


@contextmanager
def invalidates(tags: TagsCallback) -> Iterator[None]:
    """Declare that the writes of a block invalidate the pages with certain tags, and no others.

    Args:
        tags: returns the tags; called just before the writes are committed.
    """
    with _invalidation(Invalidation(tags)):
        yield


@contextmanager
def no_invalidation() -> Iterator[None]:
    """Declare that the writes of a block change nothing that any reader sees."""
    with _invalidation(Invalidation(affects_readers=False)):
        yield


@contextmanager
def _invalidation(concern: Invalidation) -> Iterator[None]:
    token = current_invalidation.set(concern)
    try:
        yield
    finally:
        current_invalidation.reset(token)
