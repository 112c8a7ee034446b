"""Refuses what was cut short on its way: half a text sent is not a shorter text.

When a connection breaks, the server hands on what has come, and Django's parsers take the end of
it for the end of the form: an autosave would then store the beginning of a story in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO


class CutShort(OSError):
    """A request ended before its announced end. Django answers as to any broken connection."""


class Body:
    """What a request sends, which may not end before `length` bytes."""

    def __init__(self, sent: BinaryIO, length: int) -> None:
        self.sent, self.left = sent, length

    def read(self, size: int = -1) -> bytes:
        piece = self._counted(self.sent.read(size), size)
        if size < 0:
            self._end()
        return piece

    def readline(self, size: int = -1) -> bytes:
        line = self._counted(self.sent.readline(size), size)
        if size < 0 and not line.endswith(b"\n"):
            self._end()
        return line

    def _counted(self, piece: bytes, size: int) -> bytes:
        self.left -= len(piece)
        if not piece and size != 0:
            self._end()
        return piece

    def _end(self) -> None:
        if self.left > 0:
            raise CutShort(f"{self.left} bytes of the request did not come")


class Whole:
    """The application, given bodies that say so when they are not whole."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = Body(environ["wsgi.input"], int(length))
        return self.application(environ, start_response)
