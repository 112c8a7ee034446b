"""Measures how long a public page takes from the page cache, which the test client bypasses."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from ..page_cache import add_page_cache
from ..page_cache.wsgi import PageCache

REQUESTS = 1000


class CacheHits:
    """Requests to a page cache of its own, which is off where the settings give it no memory."""

    def __init__(self, host: str) -> None:
        application = add_page_cache(WSGIHandler())
        self.page_cache = application if isinstance(application, PageCache) else None
        self.requests = RequestFactory(headers={"host": host, "accept-encoding": "br"})

    def measure(self, path: str) -> float | None:
        """Return the median microseconds of a thousand hits; None for a page that is not cached."""
        if self.page_cache is None:
            return None
        environ = self.requests.get(path, secure=True).environ
        key = self.page_cache.find_key(environ)
        b"".join(self.page_cache(environ, _start_response))
        if key is None or self.page_cache.store.get(key) is None:
            return None
        times = [_time_request(self.page_cache, environ) for _ in range(REQUESTS)]
        return statistics.median(times) * 1e6


def _time_request(application: Callable, environ: dict) -> float:
    began = time.perf_counter()
    application(environ, _start_response)
    return time.perf_counter() - began


def _start_response(*_args: object) -> None:
    """Ignore what a server would send."""
