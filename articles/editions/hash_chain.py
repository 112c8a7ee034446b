"""The record: each day rolled into one public line, and the proof that nothing was moved.

What the hashes prove and what not is said in docs/architecture.md. `manage.py verify_record`
asks everything here of every story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import groupby, zip_longest
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from vocabulary.spans import FOREVER

from ..models import LOOKUPS, Address, Change, Edition, RecordedDay
from ..models.edition import LookupRow
from .hashes import chain_sha, content_sha
from .lookup_rows import lookup_rows
from .snapshot import derive_columns

# A door reads the clock before it commits: a day is closed when none of its doors can be open.
SETTLED = timedelta(minutes=10)
ALGORITHM = """\
For each day in UTC on which editions were recorded there is one line. Its "sha" is SHA-256, in
lower-case hexadecimal, of these lines in UTF-8, joined by a line feed and without one at the end:
first "previous_sha" (empty for the first day), then "day" as YYYY-MM-DD, then for every story with
an edition recorded that day, in ascending order of its number here, "<story> <edition number>
<edition sha>" of its newest edition of that day. "previous_sha" is the "sha" of the line before.
An edition's sha covers its content, its number, the moment it was public from, the moment it was
recorded, the kind of change, and the sha of the story's edition before it. Keep a line: if any
later copy of this record shows another sha for that day, something recorded up to then was
altered or taken out."""


# --- days ----------------------------------------------------------------------------------------


def close_days(now: datetime) -> list[RecordedDay]:
    """Close each past day on which editions were recorded; return the lines written.

    Two queries where there is nothing to do, so every door may call it. Doing it twice, or on two
    machines at once, writes the same lines.
    """
    written = []
    last = RecordedDay.objects.last()
    while (day := _next_day(last, now)) is not None:
        last = build_day_line(day, last.sha if last else "")
        written.append(last)
        RecordedDay.objects.bulk_create([last], ignore_conflicts=True)
    return written


def _next_day(last: RecordedDay | None, now: datetime) -> date | None:
    """Return the oldest settled day after `last` on which something was recorded."""
    begin_today = _begin((now - SETTLED).astimezone(UTC).date())
    waiting = Edition.objects.filter(recorded_at__lt=begin_today)
    if last:
        waiting = waiting.filter(recorded_at__gte=_begin(last.day + timedelta(days=1)))
    oldest = waiting.order_by("recorded_at").values_list("recorded_at", flat=True).first()
    return oldest.astimezone(UTC).date() if oldest else None


def build_day_line(day: date, previous_sha: str) -> RecordedDay:
    """Roll one day into its line, unsaved."""
    recorded = Edition.objects.filter(
        recorded_at__gte=_begin(day), recorded_at__lt=_begin(day + timedelta(days=1))
    )
    rows = recorded.order_by("article_id", "number").values_list("article_id", "number", "sha")
    newest = {article_id: (number, sha) for article_id, number, sha in rows.iterator()}
    heads = [f"{article_id} {number} {sha}" for article_id, (number, sha) in newest.items()]
    text = "\n".join([previous_sha, day.isoformat(), *heads])
    return RecordedDay(
        day=day,
        stories=len(heads),
        previous_sha=previous_sha,
        sha=sha256(text.encode()).hexdigest(),
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def verify_days(now: datetime | None = None) -> list[str]:
    """Return what is wrong with the lines of days, as sentences."""
    faults = []
    last: RecordedDay | None = None
    now = now or timezone.now()
    for line in RecordedDay.objects.order_by("day").iterator():
        if (skipped := _next_day(last, now)) is not None and skipped < line.day:
            faults.append(f"{skipped}: editions were recorded, and the day has no line.")
        if line.previous_sha != (last.sha if last else ""):
            faults.append(f"{line.day}: its line does not follow the line before it.")
        again = build_day_line(line.day, line.previous_sha)
        if again.sha != line.sha:
            faults.append(f"{line.day}: the editions of that day do not give the sha of its line.")
        if again.stories != line.stories:
            faults.append(
                f"{line.day}: its line counts {line.stories} stories, the record {again.stories}."
            )
        last = line
    if (unrolled := _next_day(last, now)) is not None:
        faults.append(f"{unrolled}: editions were recorded, and the day has no line.")
    return faults


# --- stories -------------------------------------------------------------------------------------


@dataclass
class Context:
    """What stands beside editions and must agree with them, read for many at once."""

    rows: dict[tuple[type[LookupRow], int], set[tuple]] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, editions: list[Edition]) -> Context:
        """Read lookup rows and addresses of editions, in a query for each kind."""
        context = cls()
        ids = [edition.pk for edition in editions]
        for model, column in LOOKUPS.items():
            columns = ("edition_id", column, "article_id", "first_live_at")
            for edition_id, *row in model.objects.filter(edition__in=ids).values_list(*columns):
                context.rows.setdefault((model, edition_id), set()).add(tuple(row))
        paths = {edition.path for edition in editions}
        found = Address.objects.filter(path__in=paths).values_list("path", "article_id")
        context.addresses = dict(found)
        return context


def verify_article(article_id: int) -> list[str]:
    """Return what is wrong with the record of one story, as sentences."""
    return list(verify_editions(Edition.objects.filter(article_id=article_id)))


def verify_all(batch: int = 500) -> Iterator[str]:
    """Yield what is wrong with any story, reading `batch` stories at a time."""
    last = 0
    while True:
        ids = _article_ids(Edition.objects.filter(article_id__gt=last), batch)
        if not ids:
            return
        yield from verify_editions(Edition.objects.filter(article_id__in=ids))
        last = ids[-1]


def _article_ids(editions: QuerySet[Edition], limit: int) -> list[int]:
    ids = editions.order_by("article_id").values_list("article_id", flat=True).distinct()
    return list(ids[:limit])


def verify_editions(editions: QuerySet[Edition]) -> Iterator[str]:
    """Yield what is wrong with whole stories, given all their editions."""
    found = list(editions.select_related("section").order_by("article_id", "number"))
    context = Context.of(found)
    for article_id, story in groupby(found, key=lambda edition: edition.article_id):
        chain = list(story)
        faults = [*_chain_faults(chain), *_span_faults(chain)]
        for edition in chain:
            faults += _content_faults(edition) + _beside_faults(edition, context)
        yield from (f"Story {article_id}, {fault}" for fault in faults)


def _chain_faults(chain: list[Edition]) -> Iterator[str]:
    """Numbers run from 1 without a gap, and each hash follows from the one before."""
    previous = ""
    for number, edition in enumerate(chain, 1):
        if edition.number != number:
            yield f"edition {edition.number}: number {number} is missing before it."
            return
        if edition.previous_sha != previous:
            yield f"edition {number}: it does not follow the edition before it."
        if chain_sha(edition) != edition.sha:
            yield f"edition {number}: its place in the chain was altered."
        previous = edition.sha


def _span_faults(chain: list[Edition]) -> Iterator[str]:
    """Each span ends where the next one begins; the last has no end.

    A story whose only schedule was cancelled has no span at all.
    """
    spans = sorted((e for e in chain if not e.is_cancelled), key=lambda e: e.live_from)
    for edition, following in zip_longest(spans, spans[1:]):
        if edition.live_until != (following.live_from if following else FOREVER):
            yield f"edition {edition.number}: its span does not end where the next one begins."
    first = next((edition.live_from for edition in spans if not edition.is_notice), None)
    for edition in spans:
        if first and not edition.is_notice and edition.first_live_at != first:
            yield f"edition {edition.number}: it misstates when the story first appeared."


def _content_faults(edition: Edition) -> list[str]:
    """What is printed gives its hash, and the columns of lists are copies of it."""
    faults = []
    if edition.withheld_at:
        if edition.printed or edition.body or edition.salt or edition.headline:
            faults.append("it is withheld and still holds words.")
    elif content_sha(edition) != edition.content_sha:
        faults.append("its content was altered.")
    if edition.is_notice != (edition.change == Change.WITHDRAWAL):
        faults.append("it is a notice of withdrawal, or is not, against its kind of change.")
    if edition.printed:
        faults += [
            f"its column “{name}” is not what is printed."
            for name, value in _columns(edition.printed).items()
            if _held(edition, name) != value
        ]
        if edition.is_listed == _was_retracted(edition):
            faults.append("it is listed, or is not, against its kind of change.")
    return [f"edition {edition.number}: {fault}" for fault in faults]


def _columns(printed: dict[str, Any]) -> dict[str, Any]:
    return derive_columns(printed) | {"section": printed["section"]["slug"]}


def _held(edition: Edition, name: str) -> Any:
    return edition.section.slug if name == "section" else getattr(edition, name)


def _was_retracted(edition: Edition) -> bool:
    """Say whether a story stays out of lists: retracted, now or before, and not put back."""
    if edition.change == Change.RETRACTION:
        return True
    told = any(change["change"] == Change.RETRACTION for change in edition.printed["changes"])
    return told and not edition.is_listed


def _beside_faults(edition: Edition, context: Context) -> list[str]:
    """Lookup rows are those that follow from what is printed, and the address is the story's."""
    faults = []
    due: dict[type[LookupRow], set[tuple]] = {model: set() for model in LOOKUPS}
    for row in lookup_rows(edition):
        named = getattr(row, LOOKUPS[type(row)])
        due[type(row)].add((named, edition.article_id, edition.first_live_at))
    for model, rows in due.items():
        if context.rows.get((model, edition.pk), set()) != rows:
            faults.append(f"its rows in {model._meta.db_table} are not what is printed.")
    if not edition.is_cancelled and context.addresses.get(edition.path) != edition.article_id:
        faults.append(f"its address “{edition.path}” does not lead to it.")
    return [f"edition {edition.number}: {fault}" for fault in faults]
