"""What a page was drawn from, and what a write concerns: said in tags, words such as "author:3".

A view says what its page depends on and a door what it changes; neither knows who listens. Where
nothing is said, a page depends on every table it reads and a write concerns every row of its table:
silence costs speed, never truth. `newsroom.page_cache` listens.

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
    """What is known of a page while it is drawn.

    Attributes:
        at: the moment it is drawn for; None while no view has said so: such a page is not kept.
        until: when it ends at the latest, where its view knows.
        tags: what it depends on.
        covered: tables of which `tags` say all that matters.
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
    """What the writes of a block concern: the rows that carry `tags`, or nothing readers see."""

    tags: TagsCallback = tuple
    is_seen: bool = True


current_reads: ContextVar[PageReads | None] = ContextVar("reading_now", default=None)
current_invalidation: ContextVar[Invalidation | None] = ContextVar("writing_now", default=None)


@contextmanager
def record_reads() -> Iterator[PageReads]:
    """Note what is read in a block."""
    read = PageReads()
    token = current_reads.set(read)
    try:
        yield read
    finally:
        current_reads.reset(token)


def mark_cacheable(at: datetime, until: datetime | None = None) -> None:
    """Say that a page is a pure function of what is stored and of `at`, so that it may be kept.

    Args:
        until: when it ends, if not with the next change or the next moment that is set.
    """
    if read := current_reads.get():
        read.at, read.until = at, until


def row_tags(name: str, numbers: Iterable[int]) -> Iterator[str]:
    """Write the tags of rows: “author:3”, “author:8”."""
    return (f"{name}:{number}" for number in numbers)


def related_models(rows: models.Manager) -> list[Rows]:
    """Return the model of narrow rows and those they lead from and to."""
    relations = (each for each in rows.model._meta.fields if each.is_relation)
    return [rows.model, *(each.related_model for each in relations)]


def depends_on(*tags: str, tracked_by_row: Iterable[Rows] = ()) -> None:
    """Say what a page depends on.

    Args:
        tags: also those of rows that were looked for and not found.
        covers: models of which the tags said here, and those of the rows that are loaded, are all
            that matters to this page: another row of theirs may change and the page stays good.
    """
    if read := current_reads.get():
        read.tags.update(tags)
        read.covered.update(model._meta.db_table for model in tracked_by_row)


@contextmanager
def invalidates(tags: TagsCallback) -> Iterator[None]:
    """Say that the writes of a block concern what carries certain tags, and no other row.

    Args:
        tags: asked just before the writes are committed.
    """
    with _writing(Invalidation(tags)):
        yield


@contextmanager
def no_invalidation() -> Iterator[None]:
    """Say that the writes of a block change nothing that any reader sees."""
    with _writing(Invalidation(is_seen=False)):
        yield


@contextmanager
def _writing(concern: Invalidation) -> Iterator[None]:
    token = current_invalidation.set(concern)
    try:
        yield
    finally:
        current_invalidation.reset(token)
