"""What everybody does at the desk in a browser: log in, open a story, press a button, read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from articles.models import Article
from staff.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = ".tiptap.ProseMirror[role=textbox]"
SAVE = ".side button[name=_save]"
NEXT = ".side button.default[name=_action]"  # the blue button
PASTED = Path(__file__).parent / "pasted"  # as these programs put a text on the clipboard
FAILED = "Failed to load resource"  # the browser's word for a server that refuses or is away


@contextmanager
def failures_expected(*pages: Page) -> Iterator[None]:
    """Within it a server may refuse, or be away, without a complaint."""
    for page in pages:
        page.expected.append(FAILED)
    yield
    for page in pages:
        page.expected.remove(FAILED)


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


def attribute_quotation(page: Page, paragraph: str, source: str) -> None:
    """Stand in a paragraph's first quotation, press the keys, find a source and take it."""
    page.locator(f"{TEXT} p", has_text=paragraph).click(position={"x": 60, "y": 12})
    page.keyboard.press("Control+Shift+S")
    page.keyboard.type(source)
    page.wait_for_selector(f"dialog.chooser [role=option]:has-text('{source}')")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{TEXT} .attributed-words")


def pick_photo(page: Page, words: str) -> None:
    """Put a photo of the library where the cursor stands in the text."""
    page.click(".prose-menubar [data-name=photo]")
    page.fill(".photo-picker input", words)
    page.locator(".photo-picker__item", has_text=words).click()
    page.wait_for_selector(".news-photo")


def paste(page: Page, html: str, text: str = "") -> None:
    """Paste what another program has put on the clipboard, as it came, where the cursor stands."""
    page.evaluate(
        """([where, html, text]) => {
            const clipboardData = new DataTransfer()
            if (html) clipboardData.setData("text/html", html)
            clipboardData.setData("text/plain", text)
            const how = { clipboardData, bubbles: true, cancelable: true }
            document.querySelector(where).dispatchEvent(new ClipboardEvent("paste", how))
        }""",
        [TEXT, html, text],
    )


def drop(
    page: Page,
    content: bytes,
    name: str,
    kind: str = "image/jpeg",
    on: str = f"{TEXT} > p",
    how: str = "drop",
) -> None:
    """Let a file fall on something, or paste it there (`how`)."""
    page.evaluate(
        """([data, name, type, on, how]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
            const carried = new DataTransfer()
            carried.items.add(new File([bytes], name, { type }))
            const place = document.querySelector(on)
            const { left, top, height } = place.getBoundingClientRect()
            const at = { clientX: left + 5, clientY: top + height / 2 }
            const event = { ...at, bubbles: true, cancelable: true }
            place.dispatchEvent(how === "drop"
                ? new DragEvent("drop", { ...event, dataTransfer: carried })
                : new ClipboardEvent("paste", { ...event, clipboardData: carried }))
        }""",
        [b64encode(content).decode(), name, kind, on, how],
    )
