"""A browser for tests: Debian's chromium, told to fail on anything the page complains of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

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
    complaints: list[tuple[sync_api.Page, str]] = []

    def open_one(**settings: object) -> sync_api.Page:
        context = chromium.new_context(**{"viewport": {"width": 1366, "height": 900}, **settings})
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.expected = []
        page.on("pageerror", lambda error: complaints.append((page, str(error))))
        page.on(
            "console",
            lambda line: complaints.append((page, line.text)) if line.type == "error" else None,
        )
        page.on("dialog", lambda dialog: dialog.accept())
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.context.close()
    assert [said for page, said in complaints if not said.startswith(tuple(page.expected))] == []


@pytest.fixture
def page(window: Callable[..., sync_api.Page]) -> sync_api.Page:
    return window()


@pytest.fixture
def at_desk(page: sync_api.Page, live_server, roles):  # noqa: ANN001, ANN201
    """Log in as somebody and give the page and the server's address back."""

    def enter(person) -> tuple[sync_api.Page, str]:  # noqa: ANN001
        log_in(page, live_server.url, person)
        return page, live_server.url

    return enter
