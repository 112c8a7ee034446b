"""Asks for pages as readers and their machines do, past Django's test client."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from newsroom.page_cache.store import Kept
from newsroom.page_cache.wsgi import Pages


class Answer:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answer) and vars(self) == vars(other)


class Paper:
    """Asks for pages: as readers get them, or drawn now."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def ask(self, path: str, *, drawn_now: bool = False, **environ: str) -> Answer:
        application = self.pages.application if drawn_now else self.pages
        asked: dict[str, Any] = {"HTTP_HOST": "localhost", "wsgi.input": BytesIO()}
        asked["PATH_INFO"], _mark, asked["QUERY_STRING"] = path.partition("?")
        asked["PATH_INFO"] = asked["PATH_INFO"].encode().decode("latin-1")
        setup_testing_defaults(asked)
        begun: list = []
        drawn = application(asked | environ, lambda *started: begun.append(started))
        body = b"".join(drawn)
        if hasattr(drawn, "close"):
            drawn.close()
        return Answer(*begun[-1], body)

    def read(self, path: str) -> str:
        return self.ask(path).body.decode()

    def kept(self, path: str) -> Kept | None:
        """Return what would be sent without asking Django; None if it would be asked."""
        bare, _mark, query = path.partition("?")
        asked = {"PATH_INFO": bare.encode().decode("latin-1"), "QUERY_STRING": query}
        asked |= {"REQUEST_METHOD": "GET", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
        return self.pages.memory.get(self.pages.key_of(asked))
