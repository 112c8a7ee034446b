"""Caches public pages in memory and invalidates exactly those that changed.

`wsgi` answers from the cache before Django is entered; `store` holds the responses;
`invalidation` notes what pages read and what is written; `epochs` is the file by which all
processes of a machine have forgotten a page before a change returns; `notify` tells the other
machines; `expiry` says when a page ends by itself. docs/architecture.md gives the reasons.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from .epochs import SharedEpochs

MEGABYTE = 2**20

log = logging.getLogger(__name__)


@cache
def get_shared_epochs() -> SharedEpochs | None:
    """Return the epochs of this machine; None where the file cannot be used, and in tests.

    A process that caches no pages has them too: others may cache what it changes, such as the
    server of `make run` beside a development server on the same database.
    """
    from .epochs import SharedEpochs

    if settings.PAGES_FILE is None:
        return None
    try:
        return SharedEpochs(settings.PAGES_FILE)
    except OSError as error:
        log.warning("Pages are not cached: %s cannot be used: %s", settings.PAGES_FILE, error)
        return None


def track_writes() -> None:
    """Invalidate cached pages in every process when this one writes what they show."""
    from . import invalidation

    if epochs := get_shared_epochs():
        invalidation.install(epochs)


def add_page_cache(application: Callable) -> Callable:
    """Return the WSGI application with a page cache in front, where the settings give it memory."""
    from django.db import connection

    from .notify import NotifyListener
    from .wsgi import PageCache

    if not (settings.PAGES_MEMORY and (epochs := get_shared_epochs())):
        return application
    return PageCache(
        application,
        epochs,
        max_bytes=settings.PAGES_MEMORY * MEGABYTE,
        listener=(
            NotifyListener(epochs, alone_limit=settings.PAGES_ALONE)
            if connection.vendor == "postgresql"
            else None
        ),
        trust_proxy=settings.BEHIND_PROXY,
    )
