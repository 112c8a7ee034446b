"""What goes wrong around the site: the faults of database and disk told apart, and waiting.

Nothing here asks the database.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from time import monotonic

from django.db import InterfaceError, OperationalError

# What Django raises when a database cannot be asked. The second: a connection that was closed.
DATABASE_ERRORS = (OperationalError, InterfaceError)
# Source: PostgreSQL, appendix A. No code at all: the connection broke, or was never made.
POSTGRESQL_DISK_FULL = "53100"
POSTGRESQL_AWAY = ("08", "57P", "53300")
POSTGRESQL_BUSY = ("40001", "40P01", "55P03", "57014")
SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
SQLITE_UNUSABLE = (
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM),
)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__


def is_disk_full(error: BaseException | None) -> bool:
    """Say whether an error comes from a full disk, when writing a file or to a database."""
    return any(
        getattr(each, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
        or getattr(each, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(each, "sqlstate", None) == POSTGRESQL_DISK_FULL
        for each in _causes(error)
    )


def is_database_away(error: BaseException | None) -> bool:
    """Say whether the database could not be reached: stopped, restarting, or cut off."""
    for each in _causes(error):
        if isinstance(each, InterfaceError):
            return True
        if type(each).__module__.startswith("psycopg") and hasattr(each, "sqlstate"):
            return each.sqlstate is None or each.sqlstate.startswith(POSTGRESQL_AWAY)
    return False


def is_database_busy(error: BaseException | None) -> bool:
    """Say whether somebody else held what was to be written, so that trying again may help."""
    return any(
        getattr(each, "sqlstate", None) in POSTGRESQL_BUSY
        or _sqlite_code(each) in SQLITE_BUSY
        or ("is locked" in str(each) and isinstance(each, OperationalError))
        for each in _causes(error)
    )


def is_database_unusable(error: BaseException | None) -> bool:
    """Say whether SQLite's file cannot be opened, read or written to."""
    return any(_sqlite_code(each) in SQLITE_UNUSABLE for each in _causes(error))


def _sqlite_code(error: BaseException) -> int | None:
    """Return SQLite's primary code; the bits above it say more than is needed here."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


class Backoff:
    """How long to wait before the next try: twice as long each time.

    Args:
        first: seconds.
        most: seconds; what is back is noticed after that at the latest.
        forget_after: seconds without a failure, after which the first wait is short again.
    """

    def __init__(self, first: float = 0.5, most: float = 5.0, forget_after: float = 60.0) -> None:
        self.first, self.most, self.forget_after = first, most, forget_after
        self.failures = 0
        self._failed_at = 0.0

    def fail(self) -> float:
        """Note a failure and return for how many seconds to wait."""
        now = monotonic()
        if now - self._failed_at > self.forget_after:
            self.failures = 0
        self._failed_at = now
        wait = min(self.first * 2**self.failures, self.most)
        self.failures += 1
        return wait

    def succeed(self) -> None:
        self.failures = 0
