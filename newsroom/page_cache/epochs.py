"""A file that every process of the machine maps: it says when each tag was last changed.

Cell 0 is the epoch, the number of the last change. Each further cell stands for the tags that hash
to it and holds the epoch of their last change; two tags in one cell invalidate too much, never too
little. A cached page has the epoch read before it was rendered and is fresh while none of its
cells is newer.

A change is marked twice: as in progress before it is committed, and with an epoch after. A process
that dies in between leaves pages that are not cached, and none that are stale.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import secrets
import threading
from collections.abc import Iterable
from pathlib import Path
from time import monotonic, time_ns
from zlib import crc32

CELL_COUNT = 65_536
CELL_BYTES = 8
FILE_BYTES = CELL_COUNT * CELL_BYTES
EPOCH_CELL, MACHINE_CELL, FIRST_TAG_CELL = 0, 1, 2
IN_PROGRESS = 2**63
CHECK_EVERY = 1.0  # seconds between two checks that the file is still the one others map

log = logging.getLogger(__name__)


def cell_for(tag: str) -> int:
    return FIRST_TAG_CELL + crc32(tag.encode()) % (CELL_COUNT - FIRST_TAG_CELL)


EVERYTHING = cell_for("everything")  # marked by a write to unknown tables


class SharedEpochs:
    """The mapped file.

    Raises: OSError, where it cannot be made or mapped.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()  # flock belongs to the open file, which threads share
        self._checked_at = 0.0
        self._usable = True
        self._map()

    def _map(self) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Not ftruncate: writing to a hole on a full disk would kill the process.
            os.posix_fallocate(descriptor, 0, FILE_BYTES)
            cells = memoryview(mmap.mmap(descriptor, FILE_BYTES)).cast("Q")
            if not cells[MACHINE_CELL]:  # a new file: pages cached by another one's are stale
                cells[EPOCH_CELL] = cells[EVERYTHING] = time_ns()
                cells[MACHINE_CELL] = secrets.randbits(63) | 1
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        except BaseException:
            os.close(descriptor)
            raise
        self.descriptor, self.cells = descriptor, cells
        self.machine = cells[MACHINE_CELL]

    @property
    def epoch(self) -> int:
        return self.cells[EPOCH_CELL]

    def is_usable(self) -> bool:
        """Return whether pages may be cached and served.

        Maps the file that is there now if somebody cleared var/; checked once a second at most.
        """
        now = monotonic()
        if now - self._checked_at >= CHECK_EVERY:
            with self.lock:
                self._checked_at = now
                self._remap_if_replaced()
        return self._usable

    def _remap_if_replaced(self) -> None:
        if self._is_mapped():
            self._usable = True
            return
        old = self.descriptor
        try:
            self._map()
        except OSError as error:
            if self._usable:
                log.warning("Pages are not cached: %s cannot be used: %s", self.path, error)
            self._usable = False
            return
        self._usable = True
        os.close(old)

    def _is_mapped(self) -> bool:
        try:
            there = os.stat(self.path)
        except OSError:
            return False
        return there.st_size >= FILE_BYTES and os.path.samestat(there, os.fstat(self.descriptor))

    def begin_change(self, cells: Iterable[int]) -> None:
        """Mark what is about to be committed: such pages are not cached until `end_change`."""
        self._mark(cells, IN_PROGRESS)

    def end_change(self, cells: Iterable[int]) -> None:
        """Mark what was committed or rolled back. On return no process serves the old pages."""
        self._mark(cells, None)

    def _mark(self, cells: Iterable[int], value: int | None) -> None:
        with self.lock:
            self._remap_if_replaced()
            fcntl.flock(self.descriptor, fcntl.LOCK_EX)
            try:
                epoch = self.cells[EPOCH_CELL] + 1
                for cell in cells:
                    self.cells[cell] = value or epoch
                self.cells[EPOCH_CELL] = epoch  # last, so that the old epoch is seen before it only
            finally:
                fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def are_unchanged_since(self, cells: Iterable[int], epoch: int) -> bool:
        """Return whether none of `cells` has been marked since `epoch`."""
        mapped = self.cells
        return mapped[EVERYTHING] <= epoch and all(mapped[cell] <= epoch for cell in cells)
