"""Whole responses in the memory of one process, within so many bytes."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from time import time

from .epochs import SharedEpochs

OVERHEAD = 2_000  # bytes a page takes beside its body: headers, keys, cells
SWEEP_AFTER = 60.0  # seconds


@dataclass(slots=True)
class Kept:
    """A response and what it rests on.

    Attributes:
        born: the epoch read before it was drawn.
        until: seconds since 1970; from then on it is not served.
        cells: what it rests on.
        seen: the epoch at which it was last found good.
        used: when it was last asked for, in seconds since 1970.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    modified: str
    born: int
    until: float
    cells: tuple[int, ...]
    seen: int = 0
    used: float = field(default=0.0)

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD


class Memory:
    """Pages by key. One lock guards what is written; what is read needs none.

    Args:
        most: bytes. Beyond it those go that were asked for longest ago, a quarter at a time.
    """

    def __init__(self, cells: SharedEpochs, most: int) -> None:
        self.cells, self.most = cells, most
        self.pages: dict[Hashable, Kept] = {}
        self.size = 0
        self.lock = threading.Lock()
        self._swept = time()

    def get(self, key: Hashable) -> Kept | None:
        """Return a page if it is as good as drawn now."""
        if (page := self.pages.get(key)) is None:
            return None
        if not self.cells.look():
            return None
        now = time()
        if not self._is_good(page, now):
            self._drop(key, page)
            return None
        page.used = now
        return page

    def _is_good(self, page: Kept, now: float) -> bool:
        if now >= page.until:
            return False
        epoch = self.cells.epoch  # before the cells: what comes between is looked at next time
        if page.seen != epoch:
            if not self.cells.are_older(page.cells, page.born):
                return False
            page.seen = epoch
        return True

    def put(self, key: Hashable, page: Kept) -> None:
        """Keep a page, unless what it rests on was touched while it was drawn."""
        now = time()
        if page.size > self.most or not self._is_good(page, now):
            return
        with self.lock:
            if now - self._swept > SWEEP_AFTER:
                self._swept = now
                for old in [k for k, each in self.pages.items() if not self._is_good(each, now)]:
                    self.size -= self.pages.pop(old).size
            if before := self.pages.pop(key, None):
                self.size -= before.size
            page.used = now
            self.pages[key] = page
            self.size += page.size
            if self.size > self.most:
                self._make_room()

    def _make_room(self) -> None:
        for key in sorted(self.pages, key=lambda key: self.pages[key].used):
            if self.size <= self.most * 3 // 4:
                return
            self.size -= self.pages.pop(key).size

    def _drop(self, key: Hashable, page: Kept) -> None:
        with self.lock:
            if self.pages.get(key) is page:
                del self.pages[key]
                self.size -= page.size
