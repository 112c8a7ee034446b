"""The audit log: what is done with accounts and confidential records. Administrators read it.

Any package may call `record`. Nothing here says what an entry is about in words of the record
itself: a name may be what must not be known.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from .clients import describe_browser, parse_address, read_address
from .models import AuditEntry, User

Kind = AuditEntry.Kind
BATCH = 500  # rows deleted by one statement, so that locks are short


def record(
    kind: Kind,
    *,
    by: User | None,
    about: models.Model | str = "",
    address: str = "",
    browser: str = "",
    details: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Write one entry, in the caller's transaction.

    Args:
        about: whom or what it concerns; of anything but a user only its kind and number are kept.
        address: of the request, as `clients.read_address` returns it.
    """
    parsed = parse_address(address)
    return AuditEntry.objects.create(
        at=at or timezone.now(),
        kind=kind,
        by=by,
        about=describe(about)[:200],
        details=details[:500],
        address=str(parsed) if parsed else None,
        browser=browser,
    )


def record_request(
    request: HttpRequest,
    kind: Kind,
    *,
    by: User | None = None,
    about: models.Model | str = "",
    details: str = "",
) -> AuditEntry:
    """Write one entry with the address and browser of a request; by whoever is logged in."""
    if by is None and isinstance(user := getattr(request, "user", None), User):
        by = user
    return record(
        kind,
        by=by,
        about=about,
        details=details,
        address=read_address(request),
        browser=describe_browser(request),
    )


def describe(about: models.Model | str) -> str:
    """Name what an entry is about: a user by username, anything else by kind and number."""
    if isinstance(about, User):
        return about.username
    return f"{about._meta.verbose_name} {about.pk}" if isinstance(about, models.Model) else about


def purge(now: datetime) -> None:
    """Delete the entries that are older than the settings keep them."""
    old = AuditEntry.objects.filter(at__lt=now - timedelta(days=settings.AUDIT_DAYS))
    while keys := list(old.order_by().values_list("pk", flat=True)[:BATCH]):
        models.QuerySet(AuditEntry).filter(pk__in=keys).delete()
