"""How long a reader's page takes from memory, past the test client, which never asks there."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from ..page_cache import kept
from ..page_cache.wsgi import Pages

TIMES = 1000


class FromMemory:
    """Pages as the server of this paper keeps them; none, where its settings keep none."""

    def __init__(self, host: str) -> None:
        application = kept(WSGIHandler())
        self.pages = application if isinstance(application, Pages) else None
        self.requests = RequestFactory(headers={"host": host, "accept-encoding": "br"})

    def microseconds(self, path: str) -> float | None:
        """Return the median of a thousand answers; None for a page that is not kept."""
        if self.pages is None:
            return None
        environ = self.requests.get(path, secure=True).environ
        key = self.pages.key_of(environ)
        b"".join(self.pages(environ, ignore))
        if key is None or self.pages.memory.get(key) is None:
            return None
        return statistics.median(timed(self.pages, environ) for _time in range(TIMES)) * 1e6


def timed(application: Callable, environ: dict) -> float:
    began = time.perf_counter()
    application(environ, ignore)
    return time.perf_counter() - began


def ignore(*_begun: object) -> None:
    """Stand for the server's start_response."""
