"""A paper whose pages are kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from newsroom.page_cache import write_tracking
from newsroom.page_cache.epochs import SharedEpochs
from newsroom.page_cache.wsgi import Pages
from tests.newsroom.page_cache.paper import Paper


@pytest.fixture
def cells(transactional_db: None, tmp_path: Path) -> Iterator[SharedEpochs]:
    cells = SharedEpochs(tmp_path / "pages.cells")
    write_tracking.install(cells)
    yield cells
    write_tracking._cells = None
    connections.close_all()


@pytest.fixture
def paper(cells: SharedEpochs) -> Paper:
    return Paper(Pages(WSGIHandler(), cells, most=10**7))
