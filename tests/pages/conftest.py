"""A paper whose pages are kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from newsroom.pages import watching
from newsroom.pages.cells import Cells
from newsroom.pages.serving import Pages
from tests.pages.paper import Paper


@pytest.fixture
def cells(transactional_db: None, tmp_path: Path) -> Iterator[Cells]:
    cells = Cells(tmp_path / "pages.cells")
    watching.install(cells)
    yield cells
    watching._cells = None
    connections.close_all()


@pytest.fixture
def paper(cells: Cells) -> Paper:
    return Paper(Pages(WSGIHandler(), cells, most=10**7))
