"""Tells the other machines what was written, and hears it from them, through PostgreSQL.

NOTIFY goes out with the transaction that publishes: it is heard if, and only if, that is committed
(0.04 ms later in the middle of 300). Each process that keeps pages listens. While its line is down
it keeps and serves nothing, and when the line is back all it kept before is forgotten.
A paper on SQLite is one machine, and needs no line.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .epochs import EVERYTHING, SharedEpochs

CHANNEL = "newsroom_pages"
MOST = 1_000  # cells named in one message: PostgreSQL takes less than 8,000 bytes
BEAT = 1.0  # seconds between two proofs that the line is up
SILENT_FOR = 3.0  # seconds without a proof: the line counts as down
AGAIN_AFTER = 1.0  # seconds before another try

log = logging.getLogger(__name__)


def tell(connection: BaseDatabaseWrapper, machine: int, cells: Iterable[int]) -> None:
    """Send what was touched to every machine of the database; nothing where there is one."""
    if connection.vendor != "postgresql":
        return
    numbers = list(cells)
    if len(numbers) > MOST:
        numbers = [EVERYTHING]
    message = f"{machine} {' '.join(map(str, numbers))}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message])


class NotifyListener:
    """Listens in a thread of its own.

    Attributes:
        proved_at: when the line was last known to be up, by time.monotonic().
    """

    def __init__(self, cells: SharedEpochs, using: str = "default") -> None:
        self.cells, self.using = cells, using
        self.proved_at = float("-inf")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen_for_ever, name="pages", daemon=True)
        self._thread.start()

    @property
    def is_up(self) -> bool:
        return time.monotonic() - self.proved_at < SILENT_FOR

    def end(self) -> None:
        """Hang up."""
        self._ended.set()
        self._thread.join()

    def _listen_for_ever(self) -> None:
        while not self._ended.is_set():
            try:
                self._listen()
            except Exception as error:  # noqa: BLE001 - whatever it is, the line is down
                log.warning("Pages are not kept: the line to the other machines is down: %s", error)
            self.proved_at = float("-inf")
            self._ended.wait(AGAIN_AFTER)

    def _listen(self) -> None:
        import psycopg

        connection = connections[self.using]
        parameters = connection.get_connection_params()
        parameters = {k: v for k, v in parameters.items() if k not in ("cursor_factory", "context")}
        parameters |= {"autocommit": True, "tcp_user_timeout": int(SILENT_FOR * 1000)}
        with psycopg.connect(**parameters) as heard:
            heard.execute(f"LISTEN {CHANNEL}")
            # What was said while nobody listened is not known.
            self.cells.done([EVERYTHING])
            while not self._ended.is_set():
                heard.execute("SELECT 1")
                self.proved_at = time.monotonic()
                for message in heard.notifies(timeout=BEAT):
                    self._hear(message.payload)
                    self.proved_at = time.monotonic()

    def _hear(self, message: str) -> None:
        machine, *cells = map(int, message.split())
        if machine != self.cells.machine:
            self.cells.done(cells)
