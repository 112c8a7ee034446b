"""Keeps whole responses in the memory of one process, up to a number of bytes."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from time import time

from .epochs import SharedEpochs

OVERHEAD = 2_000  # bytes a page takes beside its body: headers, keys, cells
SWEEP_EVERY = 60.0  # seconds


@dataclass(slots=True)
class CachedPage:
    """A response and what it depends on.

    Attributes:
        epoch: read before the page was rendered.
        drawn_for: seconds since 1970; before that it is not served either: a clock that ran ahead
            and was put back must not leave what was not out yet.
        expires_at: seconds since 1970; from then on it is not served.
        cells: of the tags it depends on.
        checked_epoch: at which it was last found fresh.
        used_at: when it was last requested, in seconds since 1970.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    modified: str
    epoch: int
    drawn_for: float
    expires_at: float
    cells: tuple[int, ...]
    checked_epoch: int = 0
    used_at: float = 0.0

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD


class PageStore:
    """Pages by key. A lock guards writing; reading needs none.

    Args:
        max_bytes: beyond it the pages requested longest ago are dropped, a quarter at a time.
    """

    def __init__(self, epochs: SharedEpochs, max_bytes: int) -> None:
        self.epochs, self.max_bytes = epochs, max_bytes
        self.pages: dict[Hashable, CachedPage] = {}
        self.size = 0
        self.lock = threading.Lock()
        self._swept = time()

    def get(self, key: Hashable) -> CachedPage | None:
        """Return a page if rendering it now would give the same."""
        if (page := self.pages.get(key)) is None:
            return None
        if not self.epochs.is_usable():
            return None
        now = time()
        if not self._is_fresh(page, now):
            self._drop(key, page)
            return None
        page.used_at = now
        return page

    def _is_fresh(self, page: CachedPage, now: float) -> bool:
        if not page.drawn_for <= now < page.expires_at:
            return False
        epoch = self.epochs.epoch  # read before the cells: a change in between is seen next time
        if page.checked_epoch != epoch:
            if not self.epochs.are_unchanged_since(page.cells, page.epoch):
                return False
            page.checked_epoch = epoch
        return True

    def put(self, key: Hashable, page: CachedPage) -> None:
        """Store a page, unless what it depends on changed while it was rendered."""
        now = time()
        if page.size > self.max_bytes or not self._is_fresh(page, now):
            return
        with self.lock:
            if now - self._swept > SWEEP_EVERY:
                self._swept = now
                for old in [k for k, each in self.pages.items() if not self._is_fresh(each, now)]:
                    self.size -= self.pages.pop(old).size
            if before := self.pages.pop(key, None):
                self.size -= before.size
            page.used_at = now
            self.pages[key] = page
            self.size += page.size
            if self.size > self.max_bytes:
                self._make_room()

    def _make_room(self) -> None:
        for key in sorted(self.pages, key=lambda key: self.pages[key].used_at):
            if self.size <= self.max_bytes * 3 // 4:
                return
            self.size -= self.pages.pop(key).size

    def _drop(self, key: Hashable, page: CachedPage) -> None:
        with self.lock:
            if self.pages.get(key) is page:
                del self.pages[key]
                self.size -= page.size
