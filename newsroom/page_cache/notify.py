"""Invalidates cached pages on other machines, with PostgreSQL's LISTEN and NOTIFY.

NOTIFY is part of the transaction that publishes: it arrives if, and only if, that is committed
(0.04 ms later, the median of 300). The same transaction writes what it changed into a table, since
messages sent while nobody listens are lost: whoever was away reads there what it missed.

Each process that caches pages is in step while it heard everything up to a moment ago. Out of step
it serves what it has only where nothing can have been written, or for a limited time.
A site on SQLite runs on one machine and listens to nobody.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from vocabulary.faults import Backoff

from .epochs import EVERYTHING, SharedEpochs

CHANNEL = "newsroom_pages"
LOG = "newsroom_pagechange"  # see newsroom/migrations/0001_page_changes.py
MAX_CELLS = 1_000  # cells named in one message: PostgreSQL takes less than 8,000 bytes
CHECK_EVERY = 1.0  # seconds between two checks of the connection
DOWN_AFTER = 3.0  # seconds without a successful check
RETRY_AT_MOST = 2.0  # seconds before connecting again
CONNECT_LIMIT = 3  # seconds
LOG_REACHES = 3600.0  # seconds; rows are kept for twice as long
# What was committed since a snapshot. One statement, so one snapshot: nothing falls between.
READ_LOG = f"""
    SELECT pg_current_snapshot()::text, left(pg_walfile_name(pg_current_wal_lsn()), 8),
      (SELECT string_agg(cells, ' ') FROM {LOG}
        WHERE xact >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(xact, %(seen)s::pg_snapshot)
        AND machine <> %(machine)s AND at > now() - interval '2 hours')
"""  # noqa: S608 - a constant
Execute = Callable[..., Any]

log = logging.getLogger(__name__)
_with_log: set[str] = set()  # aliases of databases that have the table


def notify_machines(connection: BaseDatabaseWrapper, machine: int, cells: Iterable[int]) -> None:
    """Tell every machine of the database which cells changed; do nothing on SQLite."""
    if connection.vendor != "postgresql":
        return
    numbers = list(cells)
    if len(numbers) > MAX_CELLS:
        numbers = [EVERYTHING]
    named = " ".join(map(str, numbers))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{machine} {named}"])
        if _has_log(connection.alias, cursor.execute):
            insert = f"INSERT INTO {LOG} (machine, cells) VALUES (%s, %s)"  # noqa: S608 - a constant
            cursor.execute(insert, [machine, named])


def forget_old_changes(connection: BaseDatabaseWrapper) -> None:
    """Delete what no machine can have missed: its pages have expired since."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if _has_log(connection.alias, cursor.execute):
                cursor.execute(f"DELETE FROM {LOG} WHERE at < now() - interval '2 hours'")  # noqa: S608 - a constant


def _has_log(alias: str, execute: Execute) -> bool:
    """Say whether the table is there: before `migrate` has run it is not."""
    if alias not in _with_log:
        found = execute("SELECT to_regclass(%s) IS NOT NULL", [LOG])
        if found.fetchone()[0]:
            _with_log.add(alias)
    return alias in _with_log


class NotifyListener:
    """Listens in a thread of its own.

    Args:
        alone_limit: seconds for which pages are served when the database cannot be reached from
            here, and may be from elsewhere.

    Attributes:
        last_up_at: when this machine last knew of everything written, by time.monotonic().
        is_gone: whether the database is on this machine and does not run: nobody can write.
    """

    def __init__(
        self, epochs: SharedEpochs, using: str = "default", *, alone_limit: float = 300.0
    ) -> None:
        self.epochs, self.using, self.alone_limit = epochs, using, alone_limit
        self.last_up_at = float("-inf")
        self.is_gone = False
        self._is_broken = True
        self._seen: str | None = None  # the snapshot up to which everything is known
        self._timeline = ""
        self._asked_at = float("-inf")
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen_forever, name="pages", daemon=True)
        self._thread.start()

    @property
    def is_up(self) -> bool:
        """Say whether this process is in step: it may keep what is rendered, and serve it."""
        return not self._is_broken and time.monotonic() - self.last_up_at < DOWN_AFTER

    @property
    def may_serve(self) -> bool:
        """Say whether what is kept may be served, in step or not."""
        return self.is_gone or time.monotonic() - self.last_up_at < self.alone_limit

    def ask(self) -> None:
        """Get into step by a connection that this thread has open, when the listening one is down.

        Once a second in the whole process, and never waiting for a new connection.
        """
        connection = connections[self.using]
        if connection.connection is None or not self._lock.acquire(blocking=False):
            return
        try:
            if time.monotonic() - self._asked_at >= CHECK_EVERY:
                self._asked_at = time.monotonic()
                with connection.cursor() as cursor:
                    self._catch_up(cursor.execute)
        except Error:
            connection.close()
        finally:
            self._lock.release()

    def stop(self) -> None:
        """Close the connection and end the thread."""
        self._stopped.set()
        self._thread.join()

    def _listen_forever(self) -> None:
        backoff = Backoff(0.25, RETRY_AT_MOST, forget_after=DOWN_AFTER)
        while not self._stopped.is_set():
            try:
                self._listen(backoff)
            except Exception as error:  # noqa: BLE001 - whatever it is, connect again
                self._is_broken = True
                self.is_gone = _is_stopped_here(connections[self.using].settings_dict)
                if not backoff.failures:
                    log.warning("Pages are not cached: cannot listen to the database: %s", error)
            self._stopped.wait(backoff.fail())

    def _listen(self, backoff: Backoff) -> None:
        import psycopg

        connection = connections[self.using]
        parameters = connection.get_connection_params()
        parameters = {k: v for k, v in parameters.items() if k not in ("cursor_factory", "context")}
        parameters |= {"autocommit": True, "tcp_user_timeout": int(DOWN_AFTER * 1000)}
        parameters |= {"connect_timeout": CONNECT_LIMIT}
        with psycopg.connect(**parameters) as listening:
            # First listen, then read what was missed: what comes in between is heard twice.
            listening.execute(f"LISTEN {CHANNEL}")
            while not self._stopped.is_set():
                with self._lock:
                    self._catch_up(listening.execute)
                if backoff.failures:
                    log.warning("Pages are cached again: the database is back.")
                    backoff.succeed()
                for message in listening.notifies(timeout=CHECK_EVERY):
                    self._apply(message.payload)

    def _catch_up(self, execute: Execute) -> None:
        """Apply what other machines have written since the last time; drop all if unknown."""
        asked_at = time.monotonic()
        if not _has_log(self.using, execute):
            self._catch_up_without_log(execute)
        else:
            seen = self._seen if asked_at - self.last_up_at < LOG_REACHES else None
            of = {"seen": seen, "machine": self.epochs.machine}
            snapshot, timeline, cells = execute(READ_LOG, of).fetchone()
            if seen is None or timeline != self._timeline:  # another history, after a failover
                self.epochs.end_change([EVERYTHING])
            elif cells:
                self.epochs.end_change(set(map(int, cells.split())))
            self._seen, self._timeline = snapshot, timeline
        self.last_up_at, self._is_broken, self.is_gone = asked_at, False, False

    def _catch_up_without_log(self, execute: Execute) -> None:
        execute("SELECT 1")
        if self._is_broken:
            self.epochs.end_change([EVERYTHING])

    def _apply(self, message: str) -> None:
        machine, *cells = map(int, message.split())
        if machine != self.epochs.machine:
            self.epochs.end_change(cells)


def _is_stopped_here(database: dict[str, Any]) -> bool:
    """Say whether nobody listens at the address of a database that is on this machine.

    One on another machine may be reached by others while this one is cut off.
    """
    host, port = database.get("HOST") or "/var/run/postgresql", int(database.get("PORT") or 5432)
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(1)
                probe.connect(str(Path(host, f".s.PGSQL.{port}")))
        elif host in ("127.0.0.1", "::1", "localhost"):
            socket.create_connection((host, port), timeout=1).close()
    except (ConnectionRefusedError, FileNotFoundError):
        return True
    except OSError:
        return False
    return False
