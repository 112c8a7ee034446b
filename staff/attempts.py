"""Limits on guessing passwords and codes, each for a quarter of an hour, counted in the database.

A try is a row, written before the secret is checked, so that parallel tries count too. The rows are
in the database and not in the cache, which anybody could fill until the counts are gone, and which
each process may have for itself.

Logging in has three limits: ten failures for a name from an address; a hundred from an address,
whatever the names; a hundred for a name, from wherever. They do not apply to a browser in which
that person has logged in before: it has a limit of its own, so that nobody can lock a colleague
out, not even from the same address. A try that one limit refuses is not counted by the next, so it
takes ten addresses to reach the last.

Source: OWASP, “Slow Down Online Guessing Attacks with Device Cookies”
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from vocabulary.refusal import Refused

from .clients import get_browser_number, group_address, is_shared_address, read_address
from .models import Attempt, User, find_users

FAILURES = 10
FAILURES_ELSEWHERE = 100
RESETS = 3
RESETS_FROM_ADDRESS = 20
WINDOW = timedelta(minutes=15)


class TooManyAttempts(Refused):
    """A limit is used up; the message says how to go on."""


@dataclass(frozen=True)
class Limit:
    """How many tries a key has in a quarter of an hour, and what is said when they are used up."""

    key: str
    most: int
    sentence: str


@dataclass
class Tries:
    """One try, counted against several limits, the narrowest first."""

    limits: Sequence[Limit]
    rows: list[Attempt] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        """Whether a limit is used up with this try."""
        return any(
            _number(Attempt.objects.filter(key=limit.key, at__gt=row.at - WINDOW), limit)
            >= limit.most
            for limit, row in zip(self.limits, self.rows, strict=True)
        )

    def succeed(self) -> None:
        """Forget the failures of the narrowest limit; take this try back from the others."""
        Attempt.objects.filter(key=self.limits[0].key).delete()
        Attempt.objects.filter(pk__in=[row.pk for row in self.rows]).delete()


def count_try(limits: Sequence[Limit], *, at: datetime | None = None) -> Tries:
    """Count one try.

    Raises: TooManyAttempts, for the first limit that is used up. Those after it count nothing.
    """
    at = at or timezone.now()
    tries = Tries(limits)
    for limit in limits:
        counted = Attempt.objects.filter(key=limit.key, at__gt=at - WINDOW)
        if _number(counted, limit) >= limit.most:
            raise TooManyAttempts(limit.sentence)
        tries.rows.append(Attempt.objects.create(key=limit.key, at=at))
        if _number(counted, limit) > limit.most:
            raise TooManyAttempts(limit.sentence)
    return tries


def _number(counted: QuerySet[Attempt], limit: Limit) -> int:
    return counted[: limit.most + 1].count()


def limit_login(request: HttpRequest, name: str) -> list[Limit]:
    """Return the limits on logging in with a name from where a request comes from."""
    person = identify(name)
    wait = _("Too many failed attempts. Wait 15 minutes, then try again.")
    if number := get_browser_number(request, person):
        return [Limit(make_key("browser", person, number), FAILURES, wait)]
    here = group_address(read_address(request))
    elsewhere = _(
        "Too many failed attempts. Wait 15 minutes, or log in with the browser you used last time."
    )
    limits = [Limit(make_key("login", person, here), FAILURES, wait)]
    if not is_shared_address(request):
        limits.append(Limit(make_key("address", here), FAILURES_ELSEWHERE, elsewhere))
    return [*limits, Limit(make_key("name", person), FAILURES_ELSEWHERE, elsewhere)]


def limit_own_secret(user: User, kind: str) -> list[Limit]:
    """Return the limit on what only somebody who is logged in, or halfway so, can guess at."""
    wait = _("Too many failed attempts. Wait 15 minutes, then try again.")
    return [Limit(make_key(kind, str(user.pk)), FAILURES, wait)]


def limit_reuse(user: User, code: str) -> list[Limit]:
    """Return the limit that takes a code of an authenticator app once."""
    used = _("This code has been used. Wait for the next one.")
    return [Limit(make_key("used code", str(user.pk), "".join(code.split())), 1, used)]


def limit_reset(request: HttpRequest, name: str) -> list[Limit]:
    """Return the limits on asking for a link to set a password: by person, and by address."""
    wait = _("You have asked several times. Wait 15 minutes, then try again.")
    limits = [Limit(make_key("reset", identify(name)), RESETS, wait)]
    if not is_shared_address(request):
        here = group_address(read_address(request))
        limits.append(Limit(make_key("reset from", here), RESETS_FROM_ADDRESS, wait))
    return limits


def identify(name: str) -> str:
    """Return one name for the user whom a username or email address means; else what was typed.

    Otherwise each way to write it would have tries of its own.
    """
    pk = find_users(name).values_list("pk", flat=True).first()
    return f"user {pk}" if pk else name.casefold()


def make_key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
