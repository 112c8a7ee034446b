"""Other machines hear what was written with the transaction that wrote it, or keep nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from newsroom.page_cache import notify as module
from newsroom.page_cache.epochs import EVERYTHING, SharedEpochs, cell_for
from newsroom.page_cache.notify import NotifyListener
from newsroom.page_cache.store import PageStore
from newsroom.page_cache.wsgi import PageCache
from tests.factories import make_author
from tests.newsroom.page_cache.site import Site
from tests.newsroom.page_cache.test_epochs import page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is one machine"),
]

ASKED = {
    "PATH_INFO": "/",
    "REQUEST_METHOD": "GET",
    "wsgi.url_scheme": "http",
    "HTTP_HOST": "localhost",
}


def wait_for(condition, within: float = 20.0) -> None:
    end = monotonic() + within
    while not condition():
        assert monotonic() < end, "not in time"
        sleep(0.01)


def has_heard_all(listener: NotifyListener) -> None:
    """Wait for a message of our own: those before it have come by then."""
    last = cell_for("the last message")
    before = listener.epochs.cells[last]
    module.notify_machines(connection, 1, [last])
    wait_for(lambda: listener.epochs.cells[last] > before)


@pytest.fixture
def elsewhere(epochs: SharedEpochs, tmp_path: Path) -> Iterator[NotifyListener]:
    """Yield the listener of another machine: one with a file of its own."""
    listener = NotifyListener(SharedEpochs(tmp_path / "elsewhere.cells"))
    wait_for(lambda: listener.is_up)
    yield listener
    listener.stop()


def test_another_machine_forgets(epochs: SharedEpochs, elsewhere: NotifyListener) -> None:
    author, other = make_author(), make_author()
    has_heard_all(elsewhere)
    store = PageStore(elsewhere.epochs, 10**6)
    store.put("a", page(store.epochs, f"author:{author.pk}"))
    store.put("b", page(store.epochs, f"author:{other.pk}"))
    with transaction.atomic():
        author.save()
        assert store.get("a")
    wait_for(lambda: store.get("a") is None)
    assert store.get("b")
    other.save()  # by itself, outside a transaction
    wait_for(lambda: store.get("b") is None)


def test_what_is_taken_back_is_not_told(epochs: SharedEpochs, elsewhere: NotifyListener) -> None:
    author = make_author()
    has_heard_all(elsewhere)
    epoch = elsewhere.epochs.epoch
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        author.save()
        raise ZeroDivisionError
    has_heard_all(elsewhere)
    assert elsewhere.epochs.epoch == epoch + 1, "the message that was waited for"


def test_nothing_is_kept_or_served_while_the_line_is_down(
    epochs: SharedEpochs, elsewhere: NotifyListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(environ: dict, start_response) -> list[bytes]:
        start_response("200 OK", [])
        return [b"drawn"]

    page_cache = PageCache(answer, elsewhere.epochs, max_bytes=10**6, listener=elsewhere)
    key = page_cache.find_key(ASKED)
    page_cache.store.put(key, page(elsewhere.epochs, "article:1", body=b"kept"))
    assert Site(page_cache).read("/") == "kept"
    monkeypatch.setattr(module, "RETRY_AFTER", 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND query IN ('SELECT 1', %s)",
            [f"LISTEN {module.CHANNEL}"],
        )
    wait_for(lambda: not elsewhere.is_up)
    assert Site(page_cache).read("/") == "drawn"
    wait_for(lambda: elsewhere.is_up)
    assert Site(page_cache).read("/") == "drawn", "what was said meanwhile is not known"


def test_a_message_that_would_be_too_long_says_everything(
    epochs: SharedEpochs, elsewhere: NotifyListener
) -> None:
    before = elsewhere.epochs.cells[EVERYTHING]
    module.notify_machines(connection, 1, range(2, module.MAX_CELLS + 10))
    wait_for(lambda: elsewhere.epochs.cells[EVERYTHING] > before)


def test_a_machine_does_not_hear_itself(epochs: SharedEpochs, elsewhere: NotifyListener) -> None:
    epoch = elsewhere.epochs.epoch
    module.notify_machines(connection, elsewhere.epochs.machine, [cell_for("article:1")])
    module.notify_machines(connection, 1, [cell_for("article:2")])
    wait_for(lambda: elsewhere.epochs.epoch > epoch)
    assert elsewhere.epochs.cells[cell_for("article:1")] == 0
