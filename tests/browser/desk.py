"""What everybody does at the desk in a browser: log in, open a story, press a button, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.models import Article
from staff.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = ".tiptap.ProseMirror[role=textbox]"
SAVE = ".side button[name=_save]"
NEXT = ".side button.default[name=_door]"  # the blue button
FAILED = "Failed to load resource"  # the browser's word for a server that refuses or is away


def log_in(page: Page, site: str, person: User) -> None:
    page.goto(f"{site}/admin/")
    page.fill("#id_username", person.username)
    page.fill("#id_password", "password")
    page.click("button[type=submit]")
    page.wait_for_selector("#nav-sidebar")


def log_out(page: Page) -> None:
    page.click(".user summary")
    press(page, "#logout-form button")


def open_story(page: Page, site: str, story: Article) -> None:
    """Open a story's page and wait until it can be written on."""
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.wait_for_selector(TEXT)


def press(page: Page, button: str) -> None:
    """Click, and wait for the page that comes: an address alone may change by autosave."""
    with page.expect_event("load"):
        page.click(button)


def messages(page: Page) -> str:
    return page.inner_text(".messagelist")


def said(page: Page, state: str) -> str:
    """Wait for what autosave says, and return it."""
    line = f"#saving [data-state={state}]"
    page.wait_for_selector(line)
    return page.inner_text(line)


def type_and_wait(page: Page, words: str) -> None:
    """Type, and wait until the server has taken it."""
    with page.expect_response("**/autosave/"):
        page.keyboard.type(words)
    said(page, "saved")
