"""Requests pages as a web server does, past Django's test client."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from newsroom.page_cache.store import CachedPage
from newsroom.page_cache.wsgi import PageCache


class Response:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Response) and vars(self) == vars(other)


class Site:
    """Requests pages: through the page cache, or past it."""

    def __init__(self, page_cache: PageCache) -> None:
        self.page_cache = page_cache

    def request(self, path: str, *, uncached: bool = False, **environ: str) -> Response:
        application = self.page_cache.application if uncached else self.page_cache
        asked: dict[str, Any] = {"HTTP_HOST": "localhost", "wsgi.input": BytesIO()}
        asked["PATH_INFO"], _mark, asked["QUERY_STRING"] = path.partition("?")
        asked["PATH_INFO"] = asked["PATH_INFO"].encode().decode("latin-1")
        setup_testing_defaults(asked)
        started: list = []
        parts = application(asked | environ, lambda *args: started.append(args))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Response(*started[-1], body)

    def read(self, path: str) -> str:
        return self.request(path).body.decode()

    def get_cached(self, path: str) -> CachedPage | None:
        """Return the page that would be sent without entering Django; None if there is none."""
        bare, _mark, query = path.partition("?")
        asked = {"PATH_INFO": bare.encode().decode("latin-1"), "QUERY_STRING": query}
        asked |= {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
        return self.page_cache.store.get(self.page_cache.find_key(asked))
