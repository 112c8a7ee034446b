"""Other machines hear what was written with the transaction that wrote it, or keep nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from newsroom.page_cache import notify as module
from newsroom.page_cache.epochs import EVERYTHING, SharedEpochs, cell_of
from newsroom.page_cache.notify import NotifyListener
from newsroom.page_cache.store import Memory
from newsroom.page_cache.wsgi import Pages
from tests.factories import make_author
from tests.newsroom.page_cache.paper import Paper
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


def has_heard_all(line: NotifyListener) -> None:
    """Wait for a message of our own: those before it have come by then."""
    last = cell_of("the last message")
    before = line.cells.cells[last]
    module.tell(connection, 1, [last])
    wait_for(lambda: line.cells.cells[last] > before)


@pytest.fixture
def elsewhere(cells: SharedEpochs, tmp_path: Path) -> Iterator[NotifyListener]:
    """Yield the line of another machine: one with a file of its own."""
    line = NotifyListener(SharedEpochs(tmp_path / "elsewhere.cells"))
    wait_for(lambda: line.is_up)
    yield line
    line.end()


def test_another_machine_forgets(cells: SharedEpochs, elsewhere: NotifyListener) -> None:
    author, other = make_author(), make_author()
    has_heard_all(elsewhere)
    memory = Memory(elsewhere.cells, 10**6)
    memory.put("a", page(memory.cells, f"author:{author.pk}"))
    memory.put("b", page(memory.cells, f"author:{other.pk}"))
    with transaction.atomic():
        author.save()
        assert memory.get("a")
    wait_for(lambda: memory.get("a") is None)
    assert memory.get("b")
    other.save()  # by itself, outside a transaction
    wait_for(lambda: memory.get("b") is None)


def test_what_is_taken_back_is_not_told(cells: SharedEpochs, elsewhere: NotifyListener) -> None:
    author = make_author()
    has_heard_all(elsewhere)
    epoch = elsewhere.cells.epoch
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        author.save()
        raise ZeroDivisionError
    has_heard_all(elsewhere)
    assert elsewhere.cells.epoch == epoch + 1, "the message that was waited for"


def test_nothing_is_kept_or_served_while_the_line_is_down(
    cells: SharedEpochs, elsewhere: NotifyListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(environ: dict, start_response) -> list[bytes]:
        start_response("200 OK", [])
        return [b"drawn"]

    pages = Pages(answer, elsewhere.cells, most=10**6, line=elsewhere)
    key = pages.key_of(ASKED)
    pages.memory.put(key, page(elsewhere.cells, "article:1", body=b"kept"))
    assert Paper(pages).read("/") == "kept"
    monkeypatch.setattr(module, "AGAIN_AFTER", 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND query IN ('SELECT 1', %s)",
            [f"LISTEN {module.CHANNEL}"],
        )
    wait_for(lambda: not elsewhere.is_up)
    assert Paper(pages).read("/") == "drawn"
    wait_for(lambda: elsewhere.is_up)
    assert Paper(pages).read("/") == "drawn", "what was said meanwhile is not known"


def test_a_message_that_would_be_too_long_says_everything(
    cells: SharedEpochs, elsewhere: NotifyListener
) -> None:
    before = elsewhere.cells.cells[EVERYTHING]
    module.tell(connection, 1, range(2, module.MOST + 10))
    wait_for(lambda: elsewhere.cells.cells[EVERYTHING] > before)


def test_a_machine_does_not_hear_itself(cells: SharedEpochs, elsewhere: NotifyListener) -> None:
    epoch = elsewhere.cells.epoch
    module.tell(connection, elsewhere.cells.machine, [cell_of("article:1")])
    module.tell(connection, 1, [cell_of("article:2")])
    wait_for(lambda: elsewhere.cells.epoch > epoch)
    assert elsewhere.cells.cells[cell_of("article:1")] == 0
