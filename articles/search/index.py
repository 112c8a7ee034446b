"""Keeping the index: what doors tell it, and building it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vocabulary.text import html_to_text

from .. import body as bodies
from ..models import Edition
from .engines import Row, RowKey, engine
from .spelling import remove_words, suggestible_words, write_words
from .words import normal

INDEXED = 200_000  # characters of a body; PostgreSQL refuses a tsvector over 1 MB
_READ = (
    ["article_id", "first_live_at", "live_from", "live_until", "is_listed", "is_notice"]
    + ["withheld_at", "headline", "kicker", "standfirst", "printed", "body"]
)  # fmt: skip


def index_editions(editions: Iterable[Edition], at: datetime | None = None) -> None:
    """Put new editions in the index and take out those of the same stories that are over.

    For doors, in their own transaction, scheduled editions too. Doing it twice is harmless.
    """
    at = at or timezone.now()
    new = list(editions)
    over = Q(live_until__lte=at) | Q(pk__in=[edition.pk for edition in new])
    same_stories = Edition.objects.filter(article_id__in={edition.article_id for edition in new})
    _replace(
        list(same_stories.filter(over).values_list("pk", "first_live_at")),
        [edition for edition in new if _may_be_listed(edition, at)],
    )


def forget_editions(ids: Iterable[int]) -> None:
    """Take editions out of the index, as for a cancelled one.

    SQLite keeps removed words in its shadow tables, out of every answer, until it next merges
    them; `forget_for_good` does not leave them there.
    """
    places = Edition.objects.filter(pk__in=list(ids)).values_list("pk", "first_live_at")
    _replace(list(places), [])


def forget_for_good(ids: Iterable[int]) -> None:
    """Take withheld editions out of the index and see that no table of it holds their words.

    On SQLite the whole index is written anew: seconds for a hundred thousand stories.
    """
    forget_editions(ids)
    engine().scrub()


def _replace(gone: list[RowKey], new: list[Edition]) -> int:
    """Take rows out, put others in; return how many."""
    index, rows = engine(), [_row(edition) for edition in new]
    index.remove(gone)
    remove_words([edition_id for edition_id, _first_live_at in gone])
    index.write(rows)
    write_words({row.edition_id: row.lent for row in rows})
    return len(rows)


def rebuild(batch: int = 1000, told: Callable[[int], None] = lambda count: None) -> int:
    """Write the index anew, batch by batch, while the site runs; return how many rows it holds.

    Args:
        told: called after each batch with the rows written so far.
    """
    last, count = 0, 0
    editions = Edition.objects.order_by("pk").only(*_READ)
    while True:
        with transaction.atomic():
            # Locked, so that a story withheld meanwhile is not written back.
            read = list(editions.filter(pk__gt=last).select_for_update()[:batch])
            if not read:
                break
            now = timezone.now()
            count += _replace(
                [(edition.pk, edition.first_live_at) for edition in read],
                [edition for edition in read if _may_be_listed(edition, now)],
            )
        last = read[-1].pk
        told(count)
    engine().tidy()
    return count


def words_shown(edition: Edition) -> str:
    """Return the words of a body, captions apart: they leave with their picture."""
    return html_to_text(bodies.draw(edition.body))


def _row(edition: Edition) -> Row:
    printed = edition.printed
    names = [line["name"] for line in printed.get("bylines", [])]
    topics = [topic["name"] for topic in printed.get("topics", [])]
    headline = " ".join([edition.headline, printed.get("short_headline", "")])
    standfirst = " ".join([edition.kicker, edition.standfirst, *names, *topics])
    return Row(
        edition_id=edition.pk,
        article_id=edition.article_id,
        first_live_at=edition.first_live_at,
        lent=suggestible_words(f"{headline} {standfirst}"),
        headline=normal(headline),
        standfirst=normal(standfirst),
        body=normal(words_shown(edition))[:INDEXED],
    )


def _may_be_listed(edition: Edition, at: datetime) -> bool:
    """Say whether readers may find it at `at` or later."""
    return (
        edition.is_listed
        and not edition.is_notice
        and edition.withheld_at is None
        and not edition.is_cancelled
        and edition.live_until > at
    )
