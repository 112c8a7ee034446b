"""Refuses requests whose body was cut short.

When a connection breaks, the server passes on what has arrived, and Django's parsers take its end
for the end of the form: an autosave would then store the first half of a story as the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO


class TruncatedBody(OSError):
    """A body ended before its Content-Length. Django treats it as any broken connection."""


class CountedBody:
    """A request's body, which may not end before `length` bytes."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self.stream, self.missing = stream, length

    def read(self, size: int = -1) -> bytes:
        chunk = self._count(self.stream.read(size), size)
        if size < 0:
            self._check_complete()
        return chunk

    def readline(self, size: int = -1) -> bytes:
        line = self._count(self.stream.readline(size), size)
        if size < 0 and not line.endswith(b"\n"):
            self._check_complete()
        return line

    def _count(self, chunk: bytes, size: int) -> bytes:
        self.missing -= len(chunk)
        if not chunk and size != 0:
            self._check_complete()
        return chunk

    def _check_complete(self) -> None:
        if self.missing > 0:
            raise TruncatedBody(f"{self.missing} bytes of the request are missing")


class RefuseTruncatedBodies:
    """A WSGI application that gives another one bodies which raise TruncatedBody."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = CountedBody(environ["wsgi.input"], int(length))
        return self.application(environ, start_response)
