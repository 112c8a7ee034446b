"""One file, mapped by every process of the machine: when was something last changed?

Cell 0 is the epoch, the number of the last change. Every other cell holds the epoch at which the
tags that fall into it were last touched (a collision forgets too much, never too little). A page
keeps the epoch read before it was drawn and is good while none of its cells is newer.

A change is marked twice: as under way before it is committed, and with an epoch after. So a process
that dies in between leaves pages that are not kept, and none that are wrong.
"""

from __future__ import annotations

import fcntl
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
EPOCH, MACHINE, FIRST = 0, 1, 2  # cells with a meaning of their own, and the first of the rest
UNDER_WAY = 2**63
LOOK_AFTER = 1.0  # seconds between two looks whether the file is still the one that others map


def cell_of(tag: str) -> int:
    return FIRST + crc32(tag.encode()) % (CELLS - FIRST)


EVERYTHING = cell_of("everything")  # touched by a write of which nobody can say what it wrote


class Cells:
    """The file, mapped.

    Raises: OSError, where it cannot be made or mapped.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()  # flock is of the open file, which threads share
        self._looked = 0.0
        self._map()

    def _map(self) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_size < CELLS * WIDTH:
                os.ftruncate(descriptor, CELLS * WIDTH)
            cells = memoryview(mmap.mmap(descriptor, CELLS * WIDTH)).cast("Q")
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

    def look(self) -> None:
        """Map the file that is at the path now, where somebody cleared var/ under a running server.

        Looked at once a second at most.
        """
        now = monotonic()
        if now - self._looked >= LOOK_AFTER:
            with self.lock:
                self._looked = now
                self._follow()

    def _follow(self) -> None:
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            there = None
        if there is None or not os.path.samestat(there, os.fstat(self.descriptor)):
            old = self.descriptor
            self._map()
            os.close(old)

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
