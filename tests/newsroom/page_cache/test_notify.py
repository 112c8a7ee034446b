"""Other machines hear what was written with the transaction that wrote it, or keep nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psycopg
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


@pytest.fixture
def kept(elsewhere: NotifyListener) -> Site:
    """Return a site of another machine that keeps its first page, and would draw it otherwise."""

    def answer(environ: dict, start_response) -> list[bytes]:
        start_response("200 OK", [])
        return [b"drawn"]

    page_cache = PageCache(answer, elsewhere.epochs, max_bytes=10**6, listener=elsewhere)
    key = page_cache.find_key(ASKED)
    page_cache.store.put(key, page(elsewhere.epochs, "article:1", body=b"kept"))
    site = Site(page_cache)
    assert site.read("/") == "kept"
    return site


def end_listening() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND (query LIKE %s OR query = %s)",
            ["%pg_current_snapshot%", f"LISTEN {module.CHANNEL}"],
        )


def cannot_connect(*args: object, **named: object) -> None:
    raise psycopg.OperationalError("too many clients already")


def test_what_is_kept_is_served_on_when_only_the_listening_connection_was_down(
    epochs: SharedEpochs, elsewhere: NotifyListener, kept: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    with monkeypatch.context() as broken:
        broken.setattr(psycopg, "connect", cannot_connect)
        end_listening()
        wait_for(lambda: elsewhere._is_broken)
        assert kept.read("/") == "kept" and elsewhere.is_up, "this thread's connection knows"
        module.notify_machines(connection, 1, [cell_for("article:2")])
        sleep(module.CHECK_EVERY)
        assert kept.read("/") == "kept"
        module.notify_machines(connection, 1, [cell_for("article:1")])
        sleep(module.CHECK_EVERY)
        assert kept.read("/") == "drawn", "and what was written meanwhile is known"
    wait_for(lambda: not elsewhere._is_broken)


def test_what_was_written_while_nobody_listened_is_read_afterwards(
    epochs: SharedEpochs, elsewhere: NotifyListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PageStore(elsewhere.epochs, 10**6)
    for number in (1, 2, 3):
        store.put(number, page(store.epochs, f"article:{number}"))
    connection.ensure_connection()
    with monkeypatch.context() as broken:
        broken.setattr(psycopg, "connect", cannot_connect)
        with transaction.atomic():  # began before the connection broke, ends after
            module.notify_machines(connection, 1, [cell_for("article:2")])
            module.notify_machines(connection, elsewhere.epochs.machine, [cell_for("article:3")])
            end_listening()
            wait_for(lambda: elsewhere._is_broken)
    assert store.get(2)
    wait_for(lambda: elsewhere.is_up)
    assert store.get(1) and store.get(2) is None and store.get(3)


def test_old_changes_are_forgotten(epochs: SharedEpochs) -> None:
    module.notify_machines(connection, 1, [2, 3])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsroom_pagechange SET at = at - interval '3 hours'")
        module.notify_machines(connection, 1, [4])
        module.forget_old_changes(connection)
        cursor.execute("SELECT cells FROM newsroom_pagechange")
        assert cursor.fetchall() == [("4",)]


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
