"""A site whose pages are cached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from newsroom.page_cache import invalidation
from newsroom.page_cache.epochs import SharedEpochs
from newsroom.page_cache.wsgi import PageCache
from tests.newsroom.page_cache.site import Site


@pytest.fixture
def epochs(transactional_db: None, tmp_path: Path) -> Iterator[SharedEpochs]:
    epochs = SharedEpochs(tmp_path / "pages.cells")
    invalidation.install(epochs)
    yield epochs
    invalidation._epochs = None
    connections.close_all()


@pytest.fixture
def site(epochs: SharedEpochs) -> Site:
    return Site(PageCache(WSGIHandler(), epochs, max_bytes=10**7))
