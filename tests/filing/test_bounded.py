"""Filed copy is read in a child process: with the same result, and no file stalls the site."""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from articles.models import Article
from filing import CannotRead, bounded, read_copy
from filing.bounded import StillReading, read_bounded
from tests.factories import make_section

pytestmark = pytest.mark.django_db
STORY = """Quays reopen

MERROW, 3 May: The quays reopened on Monday.

“We are glad,” said Ann Hill.

Source: BNR
""".encode()
HOSTILE = b"*a **a " * 200_000  # nested emphasis that never ends


def test_a_file_is_read_as_without_the_child(reporter) -> None:
    for name, data in (("a.txt", STORY), ("a.md", b"# Head\n\n* one\n* two\n\n> said\n")):
        assert read_bounded(data, name, by=reporter) == read_copy(data, name)


def test_a_refusal_is_the_same_sentence_in_the_language_of_the_desk(reporter) -> None:
    for language in ("en-gb", "nl"):
        with translation.override(language), pytest.raises(CannotRead) as known:
            read_copy(b"%PDF-1.7 \x00\x01", "a.txt")
        with translation.override(language), pytest.raises(CannotRead) as found:
            read_bounded(b"%PDF-1.7 \x00\x01", "a.txt", by=reporter)
        assert str(found.value) == str(known.value)


def test_what_takes_too_long_is_refused_with_a_way_out(reporter, monkeypatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(CannotRead, match="Save the text as plain text"):
        read_bounded(HOSTILE, "a.md", by=reporter)
    assert time.monotonic() - began < 20


def test_what_takes_too_much_memory_is_refused(reporter, monkeypatch) -> None:
    monkeypatch.setattr(bounded, "MEMORY", 1024 * 1024)
    with pytest.raises(CannotRead, match="too much memory"):
        read_bounded(HOSTILE, "a.md", by=reporter)


def test_one_file_is_read_at_a_time_per_person(reporter, editor) -> None:
    read_bounded(STORY, "a.txt", by=reporter)
    lock = Path(settings.VAR_DIR, "filing", f"{reporter.pk}.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StillReading, match="still being read"):
            read_bounded(STORY, "a.txt", by=reporter)
        assert read_bounded(STORY, "a.txt", by=editor).headline == "Quays reopen"
    assert read_bounded(STORY, "a.txt", by=reporter).headline == "Quays reopen"


def test_nothing_is_parsed_in_the_process_of_the_site(client, reporter, monkeypatch) -> None:
    def parse(*args: object) -> None:
        raise AssertionError("parsed in a web thread")

    monkeypatch.setattr("filing.markdown.read_markdown", parse)
    monkeypatch.setattr("filing.read_copy", parse)
    client.force_login(reporter)
    fields = {"section": make_section().pk, "text": STORY.decode()}
    client.post(reverse("admin:file_copy"), fields)
    assert Article.objects.get().headline == "Quays reopen"


@pytest.mark.slow
def test_other_threads_go_on_while_a_hostile_file_is_read(reporter) -> None:
    late: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            began = time.monotonic()
            time.sleep(0.005)
            late.append(time.monotonic() - began - 0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with pytest.raises(CannotRead):
        read_bounded(HOSTILE * 2, "a.md", by=reporter)
    over.set()
    watcher.join()
    late.sort()
    assert late[len(late) // 2] < 0.05 and len(late) > 20
