"""What may be done with a confidential record: each asks who is named, and writes the log.

Every function fetches the record again, locked, with the person among those named: what a page
checked a moment ago does not count.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from outlet.models import Outlet
from vocabulary.refusal import Refused

from ..models import Confidant, ConfidentialRecord, RecordEvent, Source
from ..signals import record_used
from .encryption import Identity, Sealed, rewrap, seal, unseal
from .keys import Key, Locked, load_keys
from .messages import tell_confidants

LEAST = 2  # people named on a record
WARNED_BEFORE = timedelta(days=14)
KNOWS = "articles.publish_article"  # what an editor who knows may do
BATCH = 100
Kind = RecordEvent.Kind
# What those named are told by email; readings are on the record's page.
TOLD = frozenset({Kind.NAMED, Kind.TAKEN_AWAY, Kind.ENDS_SOON, Kind.PURGED})


class ConfidentialRefused(Refused):
    """Something may not be done with a confidential record."""


@dataclass(frozen=True)
class Details:
    """What is known of a confidential source in clear."""

    alias: str
    description: str
    reason: str
    ends_on: date
    editor_who_knows: Any = None


@dataclass(frozen=True)
class Actor:
    """Who does something with a record, and from which address."""

    person: Any
    address: str | None = None


# --- who may be named -----------------------------------------------------------------------------


def nameable_people() -> QuerySet[Any]:
    """Return who may be named on a record: those at the desk who may see sources."""
    users: Any = get_user_model().objects
    backend = "django.contrib.auth.backends.ModelBackend"
    people = users.with_perm("sources.view_source", backend=backend)
    return people.filter(is_staff=True).order_by("first_name", "last_name", "username")


def able_confidants(record: ConfidentialRecord) -> list[Any]:
    """Return those named who can still log in."""
    rows = record.confidants.select_related("person")
    return [row.person for row in rows if row.person.is_active]


def may_be_editor_who_knows(person: Any) -> bool:
    return person.is_active and person.has_perm(KNOWS)


def today() -> date:
    """Return today's date where the outlet is."""
    return timezone.localdate(timezone=Outlet.objects.current().zone)


# --- writing and reading --------------------------------------------------------------------------


@sensitive_variables("identity", "sealed")
def record_source(
    details: Details, identity: Identity, named: Collection[Any], *, by: Actor
) -> ConfidentialRecord:
    """Record a confidential source; whoever records it is named on it.

    Raises: ConfidentialRefused; Locked, when there is no key.
    """
    people = {person.pk: person for person in [by.person, *named]}
    if len(people) < LEAST:
        raise ConfidentialRefused(_("Name at least one person besides yourself."))
    if details.editor_who_knows and details.editor_who_knows.pk not in people:
        raise ConfidentialRefused(_("The editor who knows must be named on the record."))
    keys = load_keys()
    with transaction.atomic():
        source = Source.objects.create(
            kind=Source.Kind.PERSON,
            name=details.alias,
            description=details.description,
            slug=f"confidential-{secrets.token_hex(8)}",
            is_confidential=True,
            created_by=by.person,
        )
        sealed = seal(identity, source.pk, keys)
        record = ConfidentialRecord.objects.create(
            source=source,
            reason=details.reason,
            editor_who_knows=details.editor_who_knows,
            ends_on=details.ends_on,
            ciphertext=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            locked_with=sealed.locked_with,
        )
        _log(record, Kind.RECORDED, by)
        for person in people.values():
            Confidant.objects.create(record=record, person=person, named_by=by.person)
            if person.pk != by.person.pk:
                _log(record, Kind.NAMED, by, person)
    return record


@sensitive_variables()
def read_identity(record_id: int, *, by: Actor) -> Identity:
    """Return who a source is. The reading is in the log before anything is returned.

    Raises: ConfidentialRefused; Locked.
    """
    with transaction.atomic():
        record = _lock_record(record_id, by)
        identity = unseal(_sealed(record), record.pk, load_keys())
        _log(record, Kind.READ, by)
    return identity


@sensitive_variables()
def rewrite_identity(record_id: int, identity: Identity, *, by: Actor) -> None:
    """Put another identity in a record's place, encrypted with a new key of its own.

    Raises: ConfidentialRefused; Locked, also where the old one could not be opened: it stays.
    """
    with transaction.atomic():
        record, keys = _lock_record(record_id, by), load_keys()
        rewrap(_sealed(record), record.pk, keys)
        _store(record, seal(identity, record.pk, keys))
        _log(record, Kind.REWRITTEN, by)


def change_details(record_id: int, details: Details, *, by: Actor) -> None:
    """Change what is in clear: alias, description, reason, editor who knows, end."""
    with transaction.atomic():
        record = _lock_record(record_id, by)
        knows = details.editor_who_knows
        if knows and not record.confidants.filter(person=knows).exists():
            raise ConfidentialRefused(_("The editor who knows must be named on the record."))
        if details.ends_on != record.ends_on:
            record.warned_at = None
        record.reason, record.ends_on = details.reason, details.ends_on
        record.editor_who_knows = knows
        record.save(update_fields=["reason", "ends_on", "editor_who_knows", "warned_at"])
        record.source.name, record.source.description = details.alias, details.description
        record.source.save(update_fields=["name", "description"])
        _log(record, Kind.DETAILS, by)


# --- those named ----------------------------------------------------------------------------------


def name_person(record_id: int, person: Any, *, by: Actor) -> None:
    """Name another person on a record; all who are named are told."""
    with transaction.atomic():
        record = _lock_record(record_id, by)
        if not nameable_people().filter(pk=person.pk).exists():
            raise ConfidentialRefused(_("Only people who may see sources can be named."))
        _row, is_new = Confidant.objects.get_or_create(
            record=record, person=person, defaults={"named_by": by.person}
        )
        if is_new:
            _log(record, Kind.NAMED, by, person)


def take_away(record_id: int, person: Any, *, by: Actor) -> None:
    """Take a person off a record, or oneself; all who were named are told.

    Raises: ConfidentialRefused, where fewer than two would be left who can log in.
    """
    with transaction.atomic():
        record = _lock_record(record_id, by)
        row = record.confidants.filter(person=person).first()
        if row is None:
            return
        if record.editor_who_knows_id == person.pk:
            raise ConfidentialRefused(
                _("%(person)s is the editor who knows. Choose another one first.")
                % {"person": person}
            )
        left = [each for each in able_confidants(record) if each.pk != person.pk]
        if len(left) < LEAST:
            raise ConfidentialRefused(
                _("At least two people must stay named. Name somebody else first.")
            )
        row.delete()
        _log(record, Kind.TAKEN_AWAY, by, person)


# --- the end, and keys ----------------------------------------------------------------------------


def warn_of_ends(now: datetime) -> None:
    """Tell those named two weeks before an identity is erased. For the daily job."""
    last = timezone.localdate(now, Outlet.objects.current().zone) + WARNED_BEFORE
    waiting = ConfidentialRecord.objects.sealed().filter(ends_on__lte=last, warned_at=None)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            if waiting.filter(pk=pk).update(warned_at=now):
                _log(ConfidentialRecord(pk=pk), Kind.ENDS_SOON, Actor(None), at=now)


def purge_ended(now: datetime) -> None:
    """Erase the identities whose last day has passed. For the daily job.

    The source goes to the trash: it keeps its alias, and stories that cite it keep it.
    """
    ended_before = timezone.localdate(now, Outlet.objects.current().zone)
    ended = ConfidentialRecord.objects.sealed().filter(ends_on__lt=ended_before)
    erased = {"ciphertext": None, "wrapped_key": None, "locked_with": "", "purged_at": now}
    for pk in list(ended.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            if ended.filter(pk=pk).update(**erased):
                Source.objects.filter(pk=pk).update(spiked_at=now)
                _log(ConfidentialRecord(pk=pk), Kind.PURGED, Actor(None), at=now)


def rotate_keys() -> tuple[int, dict[int, str]]:
    """Lock every record with the first key; what is written is not decrypted.

    Returns: how many were locked anew, and why not, by the number of each that could not be.
    """
    keys = load_keys()
    locked, failed = 0, {}
    for pk in _pks_of(ConfidentialRecord.objects.sealed().exclude(locked_with=keys[0].name)):
        with transaction.atomic():
            record = ConfidentialRecord.objects.select_for_update().get(pk=pk)
            if record.purged_at:
                continue
            try:
                _store(record, rewrap(_sealed(record), pk, keys))
            except Locked as locked_out:
                failed[pk] = str(locked_out)
            else:
                locked += 1
    return locked, failed


def names_of_missing_keys(keys: list[Key]) -> dict[str, int]:
    """Return the names of keys that records need and the site has not, and how many need each."""
    missing: dict[str, int] = {}
    known = [key.name for key in keys]
    locked = ConfidentialRecord.objects.sealed().exclude(locked_with__in=known)
    for name in locked.order_by("pk").values_list("locked_with", flat=True):
        missing[name] = missing.get(name, 0) + 1
    return missing


def _pks_of(rows: QuerySet[ConfidentialRecord]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _lock_record(record_id: int, by: Actor) -> ConfidentialRecord:
    """Return the record, locked, for somebody named on it, while there is anything to read.

    Who is named is asked after the lock: somebody may just have taken this person away.
    """
    rows = ConfidentialRecord.objects.select_for_update(of=("self",)).select_related("source")
    record = rows.filter(pk=record_id).first()
    is_named = record and record.confidants.filter(person=by.person).exists()
    if record is None or not is_named or not by.person.is_active:
        raise ConfidentialRefused(_("Only the people named on this record may do that."))
    if record.is_over(today()):
        raise ConfidentialRefused(_("The end date has passed: who this is has been erased."))
    return record


def _sealed(record: ConfidentialRecord) -> Sealed:
    return Sealed(
        bytes(record.ciphertext or b""), bytes(record.wrapped_key or b""), record.locked_with
    )


def _store(record: ConfidentialRecord, sealed: Sealed) -> None:
    record.ciphertext, record.wrapped_key = sealed.ciphertext, sealed.wrapped_key
    record.locked_with = sealed.locked_with
    record.save(update_fields=["ciphertext", "wrapped_key", "locked_with"])


def _log(
    record: ConfidentialRecord,
    kind: RecordEvent.Kind,
    by: Actor,
    person: Any = None,
    *,
    at: datetime | None = None,
) -> None:
    """Write the log, in the caller's transaction, and tell those named after it."""
    event = RecordEvent.objects.create(
        record_id=record.pk,
        kind=kind,
        at=at or timezone.now(),
        by=by.person,
        person=person,
        address=by.address,
    )
    record_used.send(RecordEvent, event=event)
    if kind in TOLD:
        transaction.on_commit(partial(tell_confidants.enqueue, event.pk))
