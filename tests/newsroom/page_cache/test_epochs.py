"""One file by which every process has forgotten before a door returns: under races and faults."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep, time

import pytest

from newsroom.page_cache import epochs as module
from newsroom.page_cache.epochs import EVERYTHING, SharedEpochs, cell_for
from newsroom.page_cache.store import CachedPage, PageStore

HERE = Path(__file__).parents[3]


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return tmp_path / "pages.cells"


def page(
    epochs: SharedEpochs, *tags: str, body: bytes = b"", epoch: int | None = None
) -> CachedPage:
    numbers = tuple(map(cell_for, tags))
    now = time()
    return CachedPage("200 OK", [], body, "", "", epoch or epochs.epoch, now, now + 60, numbers)


def test_a_touch_is_seen_by_every_process(there: Path) -> None:
    epochs, store = SharedEpochs(there), PageStore(SharedEpochs(there), 10**6)
    store.put("a", page(epochs, "article:1"))
    store.put("b", page(epochs, "article:2"))
    code = (
        "import sys; from pathlib import Path;"
        "from newsroom.page_cache.epochs import SharedEpochs, cell_for;"
        "SharedEpochs(Path(sys.argv[1])).end_change([cell_for('article:1')])"
    )
    subprocess.run([sys.executable, "-c", code, str(there)], check=True, cwd=HERE)
    assert store.get("a") is None and store.get("b")


def test_what_is_touched_while_it_is_drawn_is_not_kept(there: Path) -> None:
    epochs = SharedEpochs(there)
    store, epoch = PageStore(epochs, 10**6), epochs.epoch
    epochs.end_change([cell_for("article:1")])
    store.put("a", page(epochs, "article:1", epoch=epoch))
    assert store.get("a") is None


def test_who_dies_between_commit_and_mark_leaves_nothing_stale(there: Path) -> None:
    epochs = SharedEpochs(there)
    store = PageStore(epochs, 10**6)
    store.put("a", page(epochs, "article:1"))
    epochs.begin_change([cell_for("article:1")])  # and never done
    assert store.get("a") is None
    store.put("a", page(epochs, "article:1"))
    assert store.get("a") is None, "not kept while nobody knows"
    epochs.end_change([cell_for("article:1")])
    store.put("a", page(epochs, "article:1"))
    assert store.get("a")


def test_a_file_cleared_away_under_a_running_server_leaves_nothing_stale(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECK_EVERY", 0)
    mine, theirs = SharedEpochs(there), SharedEpochs(there)
    store = PageStore(mine, 10**6)
    store.put("a", page(mine, "article:1"))
    there.unlink()
    theirs.end_change([cell_for("article:2")])  # makes the file anew
    assert store.get("a") is None
    store.put("a", page(mine, "article:1"))
    assert store.get("a")
    theirs.end_change([cell_for("article:1")])
    assert store.get("a") is None


def test_a_file_cut_short_is_made_whole_again(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECK_EVERY", 0)
    epochs = SharedEpochs(there)
    store = PageStore(epochs, 10**6)
    store.put("a", page(epochs, "article:1"))
    os.truncate(there, 0)
    assert store.get("a") is None
    epochs.end_change([cell_for("article:1")])
    assert there.stat().st_size == module.FILE_BYTES


def test_nothing_is_served_while_the_file_cannot_be_had_and_acts_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECK_EVERY", 0)
    (var := tmp_path / "var").mkdir()
    epochs = SharedEpochs(var / "pages.cells")
    store = PageStore(epochs, 10**6)
    store.put("a", page(epochs, "article:1"))
    var.rename(away := tmp_path / "away")
    epochs.begin_change([cell_for("article:2")])
    epochs.end_change([cell_for("article:2")])
    assert store.get("a") is None
    away.rename(var)
    assert store.get("a"), "the same file is back"


def test_a_page_ends(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    epochs = SharedEpochs(there)
    store = PageStore(epochs, 10**6)
    store.put("a", page(epochs, "article:1"))
    ahead = time() + 61
    monkeypatch.setattr("newsroom.page_cache.store.time", lambda: ahead)
    assert store.get("a") is None and store.size == 0


def test_a_page_begins(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    epochs = SharedEpochs(there)
    store = PageStore(epochs, 10**6)
    store.put("a", page(epochs, "article:1"))
    before = time() - 1
    monkeypatch.setattr("newsroom.page_cache.store.time", lambda: before)
    assert store.get("a") is None, "the clock was put back to before the page was drawn"


def test_everything_can_be_forgotten_at_once(there: Path) -> None:
    epochs = SharedEpochs(there)
    store = PageStore(epochs, 10**6)
    store.put("a", page(epochs, "article:1"))
    epochs.end_change([EVERYTHING])
    assert store.get("a") is None


def test_a_file_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="pages.cells"):
        SharedEpochs(tmp_path / "nowhere" / "pages.cells")
    assert os.listdir(tmp_path) == []


def test_no_answer_is_older_than_the_last_act_that_had_ended(there: Path) -> None:
    """Slow commits, slow drawing, five threads: what counts is what was true when asked."""
    stop = monotonic() + 1.5
    stored, ended = dict.fromkeys(range(20), 0), dict.fromkeys(range(20), 0)
    stale: list[tuple] = []
    asked = [0]

    def write(epochs: SharedEpochs) -> None:
        chance = random.Random(1)
        while monotonic() < stop:
            story = chance.randrange(20)
            touched = [cell_for(f"article:{story}")]
            epochs.begin_change(touched)
            stored[story] += 1
            value = stored[story]
            sleep(chance.random() * 0.002)
            epochs.end_change(touched)
            ended[story] = value
            sleep(0.004)

    def read(store: PageStore, seed: int) -> None:
        chance = random.Random(seed)
        while monotonic() < stop:
            story = chance.randrange(20)
            at_least = ended[story]
            found = store.get(story)
            if found is None:
                epoch, value = store.epochs.epoch, stored[story]
                sleep(chance.random() * 0.003)
                found = page(store.epochs, f"article:{story}", body=b"%d" % value, epoch=epoch)
                store.put(story, found)
            asked[0] += 1
            if int(found.body) < at_least:
                stale.append((story, found.body, at_least))

    def started(target: Callable, *args: object) -> threading.Thread:
        thread = threading.Thread(target=target, args=args)
        thread.start()
        return thread

    stores = [PageStore(SharedEpochs(there), 10**6) for _process in range(2)]
    threads = [started(write, SharedEpochs(there))]
    threads += [started(read, stores[seed % 2], seed) for seed in range(4)]
    for thread in threads:
        thread.join()
    assert asked[0] > 100 and not stale
