"""Readers' pages, kept in memory and forgotten precisely.

`serving` answers before Django is entered; `memory` keeps whole responses; `watching` learns what
pages are drawn from and what is written; `cells` is the shared file by which every process of the
machine has forgotten before a door returns; `line` tells the other machines; `agenda` says when
the next thing begins or ends. docs/architecture.md says why.
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
def shared_cells() -> SharedEpochs | None:
    """Return the cells of this machine; None in tests, and where the file cannot be had.

    Also where this process keeps no pages: what it writes others may keep, as the server of
    `make run` does beside a command in development, on the same database.
    """
    from .epochs import SharedEpochs

    if settings.PAGES_FILE is None:
        return None
    try:
        return SharedEpochs(settings.PAGES_FILE)
    except OSError as error:
        log.warning("Pages are not kept: %s cannot be used: %s", settings.PAGES_FILE, error)
        return None


def watch() -> None:
    """Mark what this process writes, so that no process goes on serving what was before it."""
    from . import write_tracking

    if cells := shared_cells():
        write_tracking.install(cells)


def kept(application: Callable) -> Callable:
    """Return an application that keeps its pages, where the settings allow it memory."""
    from django.db import connection

    from .notify import NotifyListener
    from .wsgi import Pages

    if not (settings.PAGES_MEMORY and (cells := shared_cells())):
        return application
    return Pages(
        application,
        cells,
        most=settings.PAGES_MEMORY * MEGABYTE,
        line=NotifyListener(cells) if connection.vendor == "postgresql" else None,
        believes_proxy=settings.BEHIND_PROXY,
    )
