"""A browser for tests: Debian's chromium, told to fail on anything the page complains of."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from weakref import WeakSet

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import testcases
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

from newsroom.page_cache import invalidation
from newsroom.page_cache.epochs import SharedEpochs
from newsroom.page_cache.wsgi import PageCache
from tests.browser.desk import log_in

sync_api = pytest.importorskip("playwright.sync_api")

# Playwright keeps an event loop in this thread; the database is used from it all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = os.environ.get("NEWSROOM_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[sync_api.Browser]:
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"there is no {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: sync_api.Browser) -> Iterator[Callable[..., sync_api.Page]]:
    """Open windows, each somebody's own browser, whose complaints fail the test.

    Complaints are console errors, exceptions and the policy's refusals, on whatever page the window
    shows. A test that means to meet one names its first words in `page.expected`.
    """
    pages: list[sync_api.Page] = []
    complaints: list[str] = []

    def open_one(**settings: object) -> sync_api.Page:
        context = chromium.new_context(**{"viewport": {"width": 1366, "height": 900}, **settings})
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.expected = []

        def complain(words: str) -> None:
            if not words.startswith(tuple(page.expected)):
                complaints.append(f"{page.url}: {words}")

        page.on("pageerror", lambda error: complain(str(error)))
        page.on("console", lambda line: line.type == "error" and complain(line.text))
        page.on("dialog", lambda dialog: dialog.accept())
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.context.close()
    assert complaints == []


@pytest.fixture
def page(window: Callable[..., sync_api.Page]) -> sync_api.Page:
    return window()


@pytest.fixture(scope="session")
def page_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the server cache public pages, as it does in production."""
    epochs = SharedEpochs(tmp_path_factory.mktemp("pages") / "pages.cells")
    invalidation.install(epochs)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            testcases, "WSGIHandler", lambda: PageCache(WSGIHandler(), epochs, max_bytes=10**7)
        )
        yield
    invalidation._epochs = None


@pytest.fixture(scope="session")
def live_server(page_cache: None, live_server):
    return live_server


@pytest.fixture
def at_desk(page: sync_api.Page, live_server, roles):
    """Log in as somebody and give the page and the server's address back."""

    def enter(person) -> tuple[sync_api.Page, str]:
        log_in(page, live_server.url, person)
        return page, live_server.url

    return enter


class TakenUpAgain(LiveServerThread):
    """A server at the port of one that went: its last connections may linger there."""

    def _create_server(self, connections_override=None):
        return self.server_class(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            connections_override=connections_override,
        )


@pytest.fixture
def server_down(live_server) -> Callable[[], AbstractContextManager]:
    """Return a context without a server: nobody listens, and open connections are cut."""
    connected: WeakSet[socket.socket] = WeakSet()

    def remember(server) -> None:
        accept = server.get_request

        def get_request():
            request, address = accept()
            request.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            connected.add(request)
            return request, address

        server.get_request = get_request

    remember(live_server.thread.httpd)

    @contextmanager
    def down() -> Iterator[None]:
        was = live_server.thread
        was.terminate()
        for connection in list(connected):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        yield
        again = TakenUpAgain(was.host, was.static_handler, was.connections_override, was.port)
        again.daemon = True
        again.start()
        again.is_ready.wait()
        assert again.error is None
        live_server.thread = again
        remember(again.httpd)

    return down
