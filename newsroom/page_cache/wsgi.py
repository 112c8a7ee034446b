"""Answers for readers' pages from memory, before Django is entered.

What is kept says so itself: a view that calls `vocabulary.cache_deps.mark_cacheable` promises that
its page is a pure function of what is stored, the moment, the host, the path and the fields of the
query named here. Every other request goes through as it came. Readers are anonymous: cookies are
not looked at, and an editor sees the page everybody sees.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import DatabaseError
from django.utils.http import parse_etags, parse_http_date_safe

from vocabulary.cache_deps import PageReads, record_reads

from ..compression import chosen
from .epochs import SharedEpochs, cell_of
from .expiry import Agenda
from .notify import NotifyListener
from .store import Kept, Memory
from .write_tracking import tags_of

# The fields of a query that a kept page may depend on. Others (utm_source, fbclid) change nothing.
FIELDS = frozenset({"before", "without"})
LOOKS_BACK = "at"
NEVER = ("/admin/", "/preview/", "/media/", "/static/", "/search/", "/healthz", "/oembed", "/share")
KEPT_STATUSES = ("200 ", "301 ", "410 ")
WAIT = 0.05  # seconds for another thread that draws the same page; then it is drawn here as well
LONGEST_QUERY = 300  # characters

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]
log = logging.getLogger(__name__)
choose_coding = lru_cache(maxsize=512)(chosen)


class Pages:
    """An application with a memory of its pages.

    Args:
        most: bytes it may take in this process.
        line: what tells of other machines; None where there is one.
        believes_proxy: whether a proxy's X-Forwarded-Proto is believed, so that pages differ by it.
    """

    def __init__(
        self,
        application: Application,
        cells: SharedEpochs,
        *,
        most: int,
        line: NotifyListener | None = None,
        believes_proxy: bool = False,
    ) -> None:
        self.application, self.cells, self.line = application, cells, line
        self.memory, self.agenda = Memory(cells, most), Agenda(cells)
        self.believes_proxy = believes_proxy
        self.drawing: dict[Hashable, threading.Event] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        key = self.key_of(environ)
        if key is None or (self.line and not self.line.is_up):
            return self.application(environ, start_response)
        page = self.memory.get(key) or self._from_another_thread(key)
        if page:
            return answer(page, environ, start_response)
        try:
            return self._draw(key, environ, start_response)
        finally:
            if event := self.drawing.pop(key, None):
                event.set()

    def key_of(self, environ: dict[str, Any]) -> Hashable | None:
        """Return what a page is kept under; None for requests that are not looked up."""
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(NEVER):
            return None
        query = environ.get("QUERY_STRING", "")
        if query and (query := known_fields(query)) is None:
            return None
        return (
            path,
            query,
            environ.get("HTTP_HOST", ""),
            choose_coding(environ.get("HTTP_ACCEPT_ENCODING", "")),
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", "") if self.believes_proxy else "",
        )

    def _from_another_thread(self, key: Hashable) -> Kept | None:
        """Wait a moment for somebody who draws this page already."""
        mine = threading.Event()
        theirs = self.drawing.setdefault(key, mine)
        if theirs is mine:
            return None
        theirs.wait(WAIT)
        return self.memory.get(key)

    def _draw(
        self, key: Hashable, environ: dict[str, Any], start_response: Callable
    ) -> Iterable[bytes]:
        """Have Django draw a page, whole and for everybody, and keep it if it may be kept."""
        begun: list[tuple] = []
        asked = dict(environ) | {"REQUEST_METHOD": "GET"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            asked.pop(name, None)
        born = self.cells.epoch
        with record_reads() as read:
            drawn = self.application(asked, lambda *started: begun.append(started))
            status, headers = begun[-1][:2]
            if (at := read.at) is None or not may_be_kept(status, headers):
                return _through(drawn, status, headers, environ, start_response)
            try:
                body = b"".join(drawn)
            finally:
                if close := getattr(drawn, "close", None):
                    close()
        if page := self._page(status, headers, body, read, at, born):
            self.memory.put(key, page)
        else:
            page = _kept(status, headers, body)
        return answer(page, environ, start_response)

    def _page(
        self, status: str, headers: Headers, body: bytes, read: PageReads, at: datetime, born: int
    ) -> Kept | None:
        tags = tags_of(read.tables, read.tags, read.covered)
        if not tags:
            return None
        cells = frozenset(map(cell_of, tags))
        try:
            end = self.agenda.end_of(cells, at)
        except DatabaseError as error:
            log.warning("A page is not kept: when it ends cannot be asked: %s", error)
            return None
        until = min(end, read.until) if read.until else end
        return _kept(status, headers, body, born, until.timestamp(), tuple(cells))


def known_fields(query: str) -> str | None:
    """Return a query with the fields a page may depend on, in one order.

    None if it asks for the past, or for more than any page of ours links to.
    """
    if len(query) > LONGEST_QUERY:
        return None
    fields = parse_qsl(query, keep_blank_values=True)
    if any(name == LOOKS_BACK for name, _value in fields):
        return None
    return urlencode(sorted((name, value) for name, value in fields if name in FIELDS))


def may_be_kept(status: str, headers: Headers) -> bool:
    """Say whether a response is one for everybody, as its own headers have it."""
    if not status.startswith(KEPT_STATUSES):
        return False
    for name, value in headers:
        match name.lower():
            case "set-cookie":
                return False
            case "cache-control" if "no-store" in value or "private" in value:
                return False
            case "vary" if value.strip().lower() != "accept-encoding":
                return False
            case "content-security-policy" if "'nonce-" in value:
                return False
    return True


def _kept(
    status: str,
    headers: Headers,
    body: bytes,
    born: int = 0,
    until: float = 0.0,
    cells: tuple[int, ...] = (),
) -> Kept:
    by_name = {name.lower(): value for name, value in headers}
    etag, modified = by_name.get("etag", ""), by_name.get("last-modified", "")
    return Kept(status, headers, body, etag, modified, born, until, cells)


def answer(page: Kept, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Send a page, or 304 to who has it, or its headers alone. Source: RFC 9110, 9.3.2 and 13"""
    if page.status.startswith("200") and has_it(page, environ):
        start_response("304 Not Modified", without_content(page.headers))
        return [b""]
    start_response(page.status, page.headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def has_it(page: Kept, environ: dict[str, Any]) -> bool:
    """Say whether who asks has the page as it is; a tag counts before a date."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        ours, theirs = page.etag.removeprefix("W/"), parse_etags(tags)
        is_named = ours in (tag.removeprefix("W/") for tag in theirs)
        return bool(ours) and (is_named or theirs == ["*"])
    if since := page.modified and environ.get("HTTP_IF_MODIFIED_SINCE"):
        seen_at, changed_at = parse_http_date_safe(since), parse_http_date_safe(page.modified)
        return seen_at is not None and changed_at is not None and changed_at <= seen_at
    return False


def without_content(headers: Headers) -> Headers:
    """Leave out what belongs to a body that is not sent: its length, coding, type and policy."""
    return [(name, value) for name, value in headers if not name.lower().startswith("content-")]


def _through(
    drawn: Iterable[bytes], status: str, headers: Headers, environ: dict, start_response: Callable
) -> Iterable[bytes]:
    """Hand on a response that is not kept, as it was asked for."""
    page = _kept(status, headers, b"")
    if environ["REQUEST_METHOD"] == "HEAD" or (status.startswith("200") and has_it(page, environ)):
        if close := getattr(drawn, "close", None):
            close()
        return answer(page, environ, start_response)
    start_response(status, headers)
    return drawn
