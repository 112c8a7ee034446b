"""A browser for tests: Debian's chromium, told to fail on anything the page complains of."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

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
def page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    """A page whose complaints (console errors, exceptions, the policy's refusals) fail the test.

    A test that means to meet one names its first words in `page.expected`.
    """
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.expected = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()
    assert [each for each in complaints if not each.startswith(tuple(page.expected))] == []


@pytest.fixture
def at_desk(page: sync_api.Page, live_server, roles):  # noqa: ANN001, ANN201
    """Log in as somebody and give the page and the server's address back."""

    def log_in(person) -> tuple[sync_api.Page, str]:  # noqa: ANN001
        page.goto(f"{live_server.url}/admin/")
        page.fill("#id_username", person.username)
        page.fill("#id_password", "password")
        page.click("button[type=submit]")
        page.wait_for_selector("#nav-sidebar")
        return page, live_server.url

    return log_in
