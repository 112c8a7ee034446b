"""Fails a test in which a page of the desk reads rows that did not come from `visible_to`.

Every SELECT that a request below /admin/ makes is looked at. It passes if a rule let its rows
through, if they hang on a row that was fetched before, or if the module that asks is excepted
below, each with its reason. Installed for all tests by conftest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from unittest import mock

from django.core.handlers.base import BaseHandler
from django.db.models import Model, QuerySet
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.sql import compiler

from articles.models import Article, Edition
from photos.models import Photo
from sources.models import Source
from vocabulary.visibility import has_rule

ROOT = Path(__file__).resolve().parent.parent

# Modules whose queries need not come from `visible_to`: the first words of their dotted names.
EXCEPTIONS = {
    "articles.workflow": "acts on one story, which its caller fetched and asked permission for",
    "articles.findings": "reads one story, which its caller fetched, against the whole archive",
    "articles.editions": "makes the edition of one story, which its caller fetched",
    "articles.revisions": "the history of one story, which its caller fetched",
    "articles.public": "draws the page of one edition; its boxes hold what readers have",
    "articles.models": "methods of rows that were fetched before, and what the database asks",
    "articles.search": "the index of what readers have",
    "fronts.pages": "what readers have on a front",
    "fronts.layout": "what readers have on a front",
    "fronts.board": "what readers have on a front, and whether a placed story is live",
    "fronts.placing": "acts on one placement, which its caller fetched",
    "photos.usage": "names the stories that may be seen, and counts the others",
    "articles.admin.filters": "keys that narrow the stories that may be seen",
    "fronts.models": "methods of rows that were fetched before",
    "outlet": "the outlet's settings are on every page",
    "photos.renditions": "draws the crops of one photo, which its caller fetched",
    "photos.intake": "finds the photo with the same bytes as an upload, to say it is there",
    "photos.trash": "asks whether one photo, which its caller fetched, was published",
    "photos.models": "methods of rows that were fetched before",
    "photos.similarity": "finds photos that look like one its caller may see",
    "sources.confidential.actions": "acts on one record, and asks again who is named on it",
    "sources.models": "methods of rows that were fetched before",
    "authors.models": "methods of rows that were fetched before",
    "authors.actions": "acts on one author, whom its caller fetched",
    "authors.views": "draws the public page of one author",
    "filing": "makes a new story of what was sent",
    "desk.login": "the person who logs in, and their own account",
    "desk.account": "the person who logs in, and their own account",
    "staff.adapters": "the person who logs in, and their own account",
    "staff.forms": "asks whether an address or a name is taken; no row leaves it",
    "staff.attempts": "the person who logs in, and their own account",
    "staff.links": "the person who logs in, and their own account",
    "staff.passwords": "the person who logs in, and their own account",
    "staff.single_sign_on": "the person who logs in, and their own account",
    "staff.sessions": "the person who logs in, and their own account",
    "staff.second_factor": "the person who logs in, and their own account",
    "staff.receivers": "writes the audit log, of the person who acts",
    "staff.audit": "writes the audit log",
    "staff.mail": "writes to one person, whom its caller fetched",
    "staff.models": "the person who asks, and their colleagues by name",
    "newsroom": "what readers have, and the memory of pages",
}
# Functions, most of Django, that read rows by themselves.
FUNCTIONS = {
    "get_user": "the person who asks",
    "authenticate": "the person who logs in",
    "value_from_object": "what hangs on one object, which was fetched before",
    "field_choices": "the names in a filter that the list declares: sections and groups",
    "history_view": "the log of one object, which was fetched by the admin's queryset",
    "log_actions": "writes, and reads back what it wrote",
    "clean_fields": "asks whether a row is there; no row leaves it",
    "validate_unique": "asks whether a value is taken; no row leaves it",
    "validate_constraints": "asks whether a value is taken; no row leaves it",
    "_perform_unique_checks": "asks whether a value is taken; no row leaves it",
    "find_free_slug": "asks whether an address is taken; no row leaves it",
    "_save_m2m": "writes what hangs on one object, which was fetched before",
    "get_deleted_objects": "what a deletion takes with it is shown to whoever may delete",
    "refresh_from_db": "a row that was fetched before",
    "save_base": "writes a row that was fetched before",
    "delete": "writes a row that was fetched before",
}
# What hangs on a story may be reached from that story alone: the way from a photo or an author to
# their stories leads to hidden ones.
OF_A_STORY = {"Byline", "Citation", "RelatedStory", "ArticleTopic", "AttributedText", "Edition"}
OF_A_STORY |= {"DismissedWarning", "Review", "Commission", "Note", "Presence", "ShareLink"}

_at_desk: ContextVar[bool] = ContextVar("at_desk", default=False)


class NotFetchedByVisibleTo(AssertionError):
    """A page of the desk read rows that may be hidden from the person who asked."""


@contextmanager
def guard() -> Iterator[None]:
    """Watch every query of the desk until the context ends."""
    respond, execute = BaseHandler.get_response, compiler.SQLCompiler.execute_sql
    hint, follow = QuerySet._add_hints, ForwardManyToOneDescriptor.get_queryset
    look_back = ReverseOneToOneDescriptor.get_queryset

    def get_response(self, request):
        token = _at_desk.set(request.path_info.startswith("/admin/"))
        try:
            return respond(self, request)
        finally:
            _at_desk.reset(token)

    def execute_sql(self, *args, **kwargs):
        if _Guard.is_on and _at_desk.get() and type(self) in READS and not _is_fine(self.query):
            raise NotFetchedByVisibleTo(_describe(self.query))
        return execute(self, *args, **kwargs)

    def add_hints(self, **hints):
        hint(self, **hints)
        if "instance" in hints:
            self.query.hangs_on = type(hints["instance"])

    def get_queryset(self, **hints):
        rows = follow(self, **hints)
        rows.query.hangs_on = type(hints.get("instance"))
        rows.query.is_followed = True
        return rows

    def get_one(self, **hints):
        rows = look_back(self, **hints)
        rows.query.hangs_on = type(hints.get("instance"))
        return rows

    with (
        mock.patch.object(BaseHandler, "get_response", get_response),
        mock.patch.object(compiler.SQLCompiler, "execute_sql", execute_sql),
        mock.patch.object(QuerySet, "_add_hints", add_hints),
        mock.patch.object(ForwardManyToOneDescriptor, "get_queryset", get_queryset),
        mock.patch.object(ReverseOneToOneDescriptor, "get_queryset", get_one),
    ):
        yield


@contextmanager
def off() -> Iterator[None]:
    """Let the desk read as it likes: for tests that plant a hole to see it found elsewhere."""
    with mock.patch.object(_Guard, "is_on", False):
        yield


class _Guard:
    is_on = True


READS = (compiler.SQLCompiler, compiler.SQLAggregateCompiler)


def _is_fine(query) -> bool:
    query = getattr(query, "inner_query", query)
    model = query.model
    if model is None or not has_rule(model) or getattr(query, "is_visible", False):
        return True
    parent = getattr(query, "hangs_on", None)
    if parent is not None and _may_hang(model, parent, getattr(query, "is_followed", False)):
        return True
    return _excepted() is not None or _is_in_task()


def _may_hang(model: type[Model], parent: type[Model], is_followed: bool) -> bool:
    if model is Article:
        return is_followed and parent is not Article
    if model.__name__ in OF_A_STORY:
        return parent in (Article, Edition)
    return True


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(3)
    while frame is not None and frame.f_code.co_name != "get_response":
        yield frame
        frame = frame.f_back


def _excepted() -> str | None:
    """Return the exception that holds for whoever asks: the nearest code of ours, or Django's."""
    for frame in _frames():
        if frame.f_code.co_name in FUNCTIONS:
            return frame.f_code.co_name
        path = Path(frame.f_code.co_filename)
        if ROOT in path.parents and ".venv" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if name.startswith(("tests.", "vocabulary.")):  # helpers: their callers ask
                continue
            return next((each for each in EXCEPTIONS if f"{name}.".startswith(f"{each}.")), None)
    return None


def _is_in_task() -> bool:
    """Tell whether a task runs, which tests do at once and the task worker in production."""
    return any(frame.f_code.co_name == "_execute_task" for frame in _frames())


def _describe(query) -> str:
    model = getattr(query, "inner_query", query).model
    where = [
        f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}"
        for frame in _frames()
        if ROOT in Path(frame.f_code.co_filename).parents
        and ".venv" not in frame.f_code.co_filename
        and not frame.f_code.co_filename.endswith("desk_guard.py")
    ]
    return f"{model.__name__} rows were read without visible_to: {' < '.join(where[:4])}"


assert Photo and Source  # the rules of every package are registered
