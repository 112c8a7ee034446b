"""Answers requests for public pages from the cache, before Django is entered.

A view opts in: by calling `vocabulary.cache_deps.mark_cacheable` it promises that its page depends
on nothing but the database, the time, the host, the path and the query fields named here. All other
requests are passed through. Readers are anonymous: cookies are ignored, and an editor sees the page
everybody sees.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils.http import parse_etags, parse_http_date_safe

from vocabulary.cache_deps import PageReads, record_reads

from ..compression import choose_coding
from .epochs import SharedEpochs, cell_for
from .expiry import ExpiryTimes
from .invalidation import collect_tags
from .notify import NotifyListener
from .store import CachedPage, PageStore

# The query fields a cached page may depend on. Others (utm_source, fbclid) change nothing.
QUERY_FIELDS = frozenset({"before", "without"})
PAST_FIELD = "at"
NEVER_CACHED = (
    *("/admin/", "/preview/", "/media/", "/static/", "/search/", "/oembed", "/share"),
    *("/healthz", "/readyz"),
)
CACHEABLE_STATUSES = ("200 ", "301 ", "410 ")
WAIT = 0.05  # seconds for another thread that renders the same page; then it is rendered here too
MAX_QUERY = 300  # characters

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]
log = logging.getLogger(__name__)
choose_coding_cached = lru_cache(maxsize=512)(choose_coding)


class PageCache:
    """A WSGI application that caches the pages of another.

    Args:
        max_bytes: of memory the pages may take in this process.
        listener: hears from other machines; None where there is one machine.
        trust_proxy: whether X-Forwarded-Proto is trusted, so that pages differ by it.
    """

    def __init__(
        self,
        application: Application,
        epochs: SharedEpochs,
        *,
        max_bytes: int,
        listener: NotifyListener | None = None,
        trust_proxy: bool = False,
    ) -> None:
        self.application, self.epochs, self.listener = application, epochs, listener
        self.store, self.expiry_times = PageStore(epochs, max_bytes), ExpiryTimes(epochs)
        self.trust_proxy = trust_proxy
        self.rendering: dict[Hashable, threading.Event] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        key = self.find_key(environ)
        if key is None:
            return self.application(environ, start_response)
        if host := environ.get("HTTP_HOST"):
            environ = environ | {"HTTP_HOST": normalise_host(host)}
        if self.listener and not self._is_in_step(self.listener):
            page = self.store.get(key) if self.listener.may_serve else None
            if page:
                return send(page, environ, start_response)
            return self.application(environ, start_response)
        page = self.store.get(key) or self._wait_for_other_thread(key)
        if page:
            return send(page, environ, start_response)
        try:
            return self._render(key, environ, start_response)
        finally:
            if event := self.rendering.pop(key, None):
                event.set()

    def _is_in_step(self, listener: NotifyListener) -> bool:
        """Return whether this process knows of all that other machines have written."""
        if not listener.is_up:
            listener.ask()
        return listener.is_up

    def find_key(self, environ: dict[str, Any]) -> Hashable | None:
        """Return the cache key of a request; None for requests that are passed through."""
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(NEVER_CACHED):
            return None
        query = environ.get("QUERY_STRING", "")
        if query and (query := read_known_fields(query)) is None:
            return None
        return (
            path,
            query,
            normalise_host(environ.get("HTTP_HOST", "")),
            choose_coding_cached(environ.get("HTTP_ACCEPT_ENCODING", "")),
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", "") if self.trust_proxy else "",
        )

    def _wait_for_other_thread(self, key: Hashable) -> CachedPage | None:
        """Wait a little for another thread that renders this page already."""
        mine = threading.Event()
        theirs = self.rendering.setdefault(key, mine)
        if theirs is mine:
            return None
        theirs.wait(WAIT)
        return self.store.get(key)

    def _render(
        self, key: Hashable, environ: dict[str, Any], start_response: Callable
    ) -> Iterable[bytes]:
        """Have Django render the whole page, as for everybody, and cache it if that is allowed."""
        started: list[tuple] = []
        get_environ = dict(environ) | {"REQUEST_METHOD": "GET"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            get_environ.pop(name, None)
        epoch = self.epochs.epoch
        with record_reads() as read:
            body_parts = self.application(get_environ, lambda *args: started.append(args))
            status, headers = started[-1][:2]
            if (at := read.at) is None or not is_cacheable(status, headers):
                return _pass_through(body_parts, status, headers, environ, start_response)
            try:
                body = b"".join(body_parts)
            finally:
                if close := getattr(body_parts, "close", None):
                    close()
        if page := self._make_page(status, headers, body, read, at, epoch):
            self.store.put(key, page)
        else:
            page = _build_page(status, headers, body)
        return send(page, environ, start_response)

    def _make_page(
        self, status: str, headers: Headers, body: bytes, read: PageReads, at: datetime, epoch: int
    ) -> CachedPage | None:
        tags = collect_tags(read.tables, read.tags, read.covered)
        if not tags:
            return None
        cells = frozenset(map(cell_for, tags))
        try:
            end = self.expiry_times.find_expiry(cells, at)
        except DatabaseError as error:
            log.warning("A page is not cached: its expiry cannot be read: %s", error)
            return None
        until = min(end, read.until) if read.until else end
        moments = (at.timestamp(), until.timestamp())
        return _build_page(status, headers, body, epoch, moments, tuple(cells))


def normalise_host(host: str) -> str:
    """Return a Host header with the port of the site, if it names one, and in lower case.

    Django accepts any port. Each would be a page of its own, with that port in its links.
    """
    return _with_port(host, urlsplit(settings.BASE_URL).port)


@lru_cache(maxsize=512)
def _with_port(host: str, ours: int | None) -> str:
    name, colon, port = host.lower().rpartition(":")
    if not colon or not port.isdecimal():  # none, or the end of an IPv6 address
        return host.lower().removesuffix(".")
    name = name.removesuffix(".")
    return f"{name}:{ours}" if ours else name


def read_known_fields(query: str) -> str | None:
    """Return a query string with only the fields a page may depend on, sorted.

    None if it asks for the page as it was, or is longer than any link on the site.
    """
    if len(query) > MAX_QUERY:
        return None
    fields = parse_qsl(query, keep_blank_values=True)
    if any(name == PAST_FIELD for name, _value in fields):
        return None
    return urlencode(sorted((name, value) for name, value in fields if name in QUERY_FIELDS))


def is_cacheable(status: str, headers: Headers) -> bool:
    """Return whether the headers of a response allow it to be sent to everybody."""
    if not status.startswith(CACHEABLE_STATUSES):
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


def _build_page(
    status: str,
    headers: Headers,
    body: bytes,
    epoch: int = 0,
    moments: tuple[float, float] = (0.0, 0.0),
    cells: tuple[int, ...] = (),
) -> CachedPage:
    by_name = {name.lower(): value for name, value in headers}
    etag, modified = by_name.get("etag", ""), by_name.get("last-modified", "")
    return CachedPage(status, headers, body, etag, modified, epoch, *moments, cells)


def send(page: CachedPage, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Send a page, or 304, or for HEAD the headers alone. Source: RFC 9110, 9.3.2 and 13"""
    if page.status.startswith("200") and has_current_copy(page, environ):
        start_response("304 Not Modified", drop_content_headers(page.headers))
        return [b""]
    start_response(page.status, page.headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def has_current_copy(page: CachedPage, environ: dict[str, Any]) -> bool:
    """Return whether the client has the page as it is; an ETag goes before a date."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        ours, theirs = page.etag.removeprefix("W/"), parse_etags(tags)
        is_listed = ours in (tag.removeprefix("W/") for tag in theirs)
        return bool(ours) and (is_listed or theirs == ["*"])
    if since := page.modified and environ.get("HTTP_IF_MODIFIED_SINCE"):
        seen_at, changed_at = parse_http_date_safe(since), parse_http_date_safe(page.modified)
        return seen_at is not None and changed_at is not None and changed_at <= seen_at
    return False


def drop_content_headers(headers: Headers) -> Headers:
    """Leave out the headers of a body that is not sent: length, coding, type and policy."""
    return [(name, value) for name, value in headers if not name.lower().startswith("content-")]


def _pass_through(
    body_parts: Iterable[bytes],
    status: str,
    headers: Headers,
    environ: dict,
    start_response: Callable,
) -> Iterable[bytes]:
    """Send a response that is not cached, as it was requested."""
    page = _build_page(status, headers, b"")
    is_head = environ["REQUEST_METHOD"] == "HEAD"
    if is_head or (status.startswith("200") and has_current_copy(page, environ)):
        if close := getattr(body_parts, "close", None):
            close()
        return send(page, environ, start_response)
    start_response(status, headers)
    return body_parts
