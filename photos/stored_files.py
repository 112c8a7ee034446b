"""Where picture files are while they are worked on and kept; old ones are swept by the tick."""

from __future__ import annotations

import os
from contextlib import suppress

from django.core.files.storage import default_storage

# Folders of the storage.
ORIGINALS = "originals/"
RENDITIONS = "r/"
# What the names of temporary folders begin with.
TEMPORARY = ("newsroom-intake-", "newsroom-photo-", "newsroom-photos-")


def is_stored(name: str) -> bool:
    """Say whether the storage has a file, and make it young: it will have a row in a moment."""
    if not default_storage.exists(name):
        return False
    with suppress(NotImplementedError, OSError):  # of a storage elsewhere, or deleted meanwhile
        os.utime(default_storage.path(name))
    return True
