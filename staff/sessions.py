"""Sessions of people who are logged in: how long one may be idle, and how they end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from .models import User

SEEN_AT = "seen_at"  # seconds since the epoch, in the session
LOGGED_IN_AT = "logged_in_at"
HAS_FACTOR = "has_second_factor"  # noted, so that it is not looked up at each request
NOTE_EVERY = 5 * 60  # seconds: writing it down at every request would cost a query each time
AN_HOUR = 60 * 60


def begin(session: SessionBase, now: datetime) -> None:
    """Note when somebody logged in."""
    session[LOGGED_IN_AT] = session[SEEN_AT] = int(now.timestamp())


def is_fresh(session: SessionBase, now: datetime, seconds: int) -> bool:
    """Say whether somebody logged in just now, so that the password need not be asked again."""
    return now.timestamp() - session.get(LOGGED_IN_AT, 0) < seconds


def is_idle(session: SessionBase, now: datetime) -> bool:
    """Say whether nobody has used a session for longer than the settings allow."""
    limit = settings.IDLE_HOURS * AN_HOUR
    return bool(limit) and now.timestamp() - session.get(SEEN_AT, now.timestamp()) > limit


def note_use(session: SessionBase, now: datetime) -> None:
    """Note that somebody uses a session, every few minutes."""
    if now.timestamp() - session.get(SEEN_AT, 0) > NOTE_EVERY:
        session[SEEN_AT] = int(now.timestamp())


def list_sessions(user: User) -> QuerySet[UserSession]:
    """Return the sessions of a user that have not ended, the newest first."""
    going_on = Session.objects.filter(expire_date__gt=timezone.now())
    rows = UserSession.objects.filter(user=user, session_key__in=going_on.values("session_key"))
    return rows.order_by("-created_at")


def find_ended() -> QuerySet[UserSession]:
    """Return the rows of sessions that have ended by a log-out or with time."""
    return UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))


def renew(session: SessionBase, old_key: str | None) -> None:
    """Keep a session in its user's list after Django gave it another key, for a new password."""
    UserSession.objects.filter(session_key=old_key).update(session_key=session.session_key)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End the sessions of a user, in this transaction, and return how many there were.

    Args:
        but: the key of a session that goes on.
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def end_session(user: User, pk: int) -> bool:
    """End one of a user's sessions; say whether it was there."""
    row = UserSession.objects.filter(user=user, pk=pk).first()
    if row is None:
        return False
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    return True


def end_if_deactivated(sender: type, instance: User, **kwargs: Any) -> None:
    """End all sessions of a user who was saved as deactivated or without access to the desk."""
    if not (instance.is_active and instance.is_staff):
        end_sessions(instance)
