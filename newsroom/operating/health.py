"""What a site needs in order to work, besides a process that answers: asked by /readyz.

Each check answers "ok" or says in a few words what is wrong: no names, no numbers of anything, no
paths, since anybody may ask.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from vocabulary.faults import DATABASE_ERRORS

from ..models import Heartbeat

OK = "ok"
BEAT_EVERY = 15.0  # seconds
# The background processes, and how long they may be silent. The tick beats once a minute.
ROLES = {
    "worker": timedelta(seconds=60),
    "mail": timedelta(seconds=60),
    "tick": timedelta(minutes=3),
}
OLDEST_TASK = timedelta(minutes=5)
MEGABYTE = 2**20


def check_readiness(now: datetime) -> dict[str, str]:
    """Return the result of every check by its name."""
    found = {"database": _check_database(), "disk": _check_disk()}
    return found | (_check_tasks(now) if found["database"] == OK else {})


def _check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DATABASE_ERRORS:
        return "cannot be reached"
    return OK


def _check_disk() -> str:
    least = settings.LEAST_DISK * MEGABYTE
    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT):
        existing = next(path for path in (Path(folder), *Path(folder).parents) if path.exists())
        try:
            if shutil.disk_usage(existing).free < least:
                return "nearly full"
        except OSError:
            return "cannot be read"
    return OK


def _check_tasks(now: datetime) -> dict[str, str]:
    try:
        seen = dict(Heartbeat.objects.values_list("role", "beat_at"))
        waiting = DBTaskResult.objects.ready()
        at_once = waiting.filter(run_after=get_date_max()).aggregate(at=Min("enqueued_at"))["at"]
        due = waiting.exclude(run_after=get_date_max()).aggregate(at=Min("run_after"))["at"]
    except DATABASE_ERRORS:
        return {"queue": "cannot be read"}
    oldest = min(filter(None, (at_once, due)), default=now)
    found = {"queue": OK if oldest > now - OLDEST_TASK else "tasks wait too long"}
    for role, silence in ROLES.items():
        is_alive = role in seen and seen[role] > now - silence
        found[role] = OK if is_alive else "not running"
    return found


def beat(*roles: str) -> None:
    """Note that this process runs."""
    for role in roles:
        Heartbeat.objects.update_or_create(role=role, defaults={"beat_at": timezone.now()})


def beat_forever(*roles: str) -> threading.Event:
    """Beat in a thread of its own, so that a long task is no silence; return what ends it."""
    stop = threading.Event()

    def run() -> None:
        while True:
            _try(lambda: beat(*roles))
            if stop.wait(BEAT_EVERY):
                connections.close_all()
                return

    threading.Thread(target=run, name="heartbeat", daemon=True).start()
    return stop


def _try(action: Callable[[], None]) -> None:
    """Do what may fail for want of a database; the next time is soon enough."""
    try:
        action()
    except DATABASE_ERRORS:
        connections.close_all()
