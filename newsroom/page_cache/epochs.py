"""One file, mapped by every process of the machine: when was something last changed?

Cell 0 is the epoch, the number of the last change. Every other cell holds the epoch at which the
tags that fall into it were last touched (a collision forgets too much, never too little). A page
keeps the epoch read before it was drawn and is good while none of its cells is newer.

A change is marked twice: as under way before it is committed, and with an epoch after. So a process
that dies in between leaves pages that are not kept, and none that are wrong.
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

CELLS = 65_536
WIDTH = 8  # bytes of a cell
SIZE = CELLS * WIDTH
EPOCH, MACHINE, FIRST = 0, 1, 2  # cells with a meaning of their own, and the first of the rest
UNDER_WAY = 2**63
LOOK_AFTER = 1.0  # seconds between two looks whether the file is still the one that others map

log = logging.getLogger(__name__)


def cell_of(tag: str) -> int:
    return FIRST + crc32(tag.encode()) % (CELLS - FIRST)


EVERYTHING = cell_of("everything")  # touched by a write of which nobody can say what it wrote


class SharedEpochs:
    """The file, mapped.

    Attributes:
        works: whether the file at the path is the one that is mapped. While it cannot be had, pages
            are neither kept nor served.

    Raises: OSError, where it cannot be made or mapped.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()  # flock is of the open file, which threads share
        self._looked = 0.0
        self.works = True
        self._map()

    def _map(self) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Not ftruncate: a hole that a full disk cannot fill would kill who writes to it.
            os.posix_fallocate(descriptor, 0, SIZE)
            cells = memoryview(mmap.mmap(descriptor, SIZE)).cast("Q")
            if not cells[MACHINE]:  # new: nothing kept by the epochs of another file is good
                cells[EPOCH] = cells[EVERYTHING] = time_ns()
                cells[MACHINE] = secrets.randbits(63) | 1
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        except BaseException:
            os.close(descriptor)
            raise
        self.descriptor, self.cells = descriptor, cells
        self.machine = cells[MACHINE]

    @property
    def epoch(self) -> int:
        return self.cells[EPOCH]

    def look(self) -> bool:
        """Say whether it works; map the file that is there now if somebody cleared var/.

        Looked at once a second at most.
        """
        now = monotonic()
        if now - self._looked >= LOOK_AFTER:
            with self.lock:
                self._looked = now
                self._follow()
        return self.works

    def _follow(self) -> None:
        if self._is_mapped():
            self.works = True
            return
        old = self.descriptor
        try:
            self._map()
        except OSError as error:
            if self.works:
                log.warning("Pages are not kept: %s cannot be used: %s", self.path, error)
            self.works = False
            return
        self.works = True
        os.close(old)

    def _is_mapped(self) -> bool:
        try:
            there = os.stat(self.path)
        except OSError:
            return False
        return there.st_size >= SIZE and os.path.samestat(there, os.fstat(self.descriptor))

    def under_way(self, cells: Iterable[int]) -> None:
        """Mark what is about to be committed: pages with these cells are not kept until `done`."""
        self._mark(cells, UNDER_WAY)

    def done(self, cells: Iterable[int]) -> None:
        """Mark what was committed, or taken back. When this returns every process has forgotten."""
        self._mark(cells, None)

    def _mark(self, cells: Iterable[int], value: int | None) -> None:
        with self.lock:
            self._follow()
            fcntl.flock(self.descriptor, fcntl.LOCK_EX)
            try:
                epoch = self.cells[EPOCH] + 1
                for cell in cells:
                    self.cells[cell] = value or epoch
                self.cells[EPOCH] = epoch  # last: who sees the old one answered before we return
            finally:
                fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def are_older(self, cells: Iterable[int], epoch: int) -> bool:
        """Say whether nothing of `cells` has been touched since `epoch`."""
        mapped = self.cells
        return mapped[EVERYTHING] <= epoch and all(mapped[cell] <= epoch for cell in cells)
