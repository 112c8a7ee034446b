"""Sections, authors, topics and sources that readers have met: those with a listed story."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.lookups import IsNull

from authors.models import Author
from sources.models import Source

from ..models import Edition, EditionByline, EditionSource, EditionTopic, Section, Topic
from ..models.reader_visibility import LiveQuerySet

Owner = TypeVar("Owner", bound=models.Model)


def sections(at: datetime) -> models.QuerySet[Section]:
    return _with_stories(Section.objects.all(), Edition.objects.all(), "section", at)


def authors(at: datetime) -> models.QuerySet[Author]:
    return _with_stories(Author.objects.not_trashed(), EditionByline.objects.all(), "author", at)


def topics(at: datetime) -> models.QuerySet[Topic]:
    return _with_stories(Topic.objects.all(), EditionTopic.objects.all(), "topic", at)


def sources(at: datetime) -> models.QuerySet[Source]:
    return _with_stories(
        Source.objects.not_trashed().not_confidential(), EditionSource.objects.all(), "source", at
    )


def _with_stories(
    owners: models.QuerySet[Owner], rows: LiveQuerySet, name: str, at: datetime
) -> models.QuerySet[Owner]:
    """Keep those who have a listed story: one look into the list index for each.

    A subquery with a limit, where EXISTS would let PostgreSQL read and hash the whole table.
    """
    newest = rows.listed(at).filter(**{name: OuterRef("pk")}).newest_first().values("pk")[:1]
    return owners.filter(IsNull(Subquery(newest), False))
