"""System checks of the keys of confidential sources."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from .actions import names_of_missing_keys
from .keys import Locked, load_keys

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@register("sources", deploy=True)
def check_key_file(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Warn of a file of keys that others may read, or that goes into backups of var/."""
    name = settings.CONFIDENTIAL_KEYS_FILE
    path = Path(name)
    if not name or not path.exists():
        return []
    found: list[CheckMessage] = []
    if path.stat().st_mode & OTHERS:
        found.append(
            Warning(
                f"Others on this machine may read the keys of confidential sources: {path}.",
                hint=f"chmod 600 {path}",
                id="sources.W001",
            )
        )
    if settings.PRODUCTION and Path(settings.VAR_DIR).resolve() in path.resolve().parents:
        found.append(
            Warning(
                f"The keys of confidential sources, {path}, are in a folder that is backed up.",
                hint="Keep them where no backup of the site goes: docs/operations.md.",
                id="sources.W002",
            )
        )
    return found


@register("sources", Tags.database)
def check_records_open(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Report records whose key the site does not have."""
    if not databases:
        return []
    try:
        keys = load_keys()
        refusal = ""
    except Locked as locked:
        keys, refusal = [], str(locked)
    try:
        missing = names_of_missing_keys(keys)
    except DatabaseError:  # before the first migration
        return []
    return [
        Error(
            f"{count} confidential sources are locked with key {name}, which this site has not."
            f" {refusal}".strip(),
            hint="Add that key to NEWSROOM_CONFIDENTIAL_KEYS. Nothing is lost until then.",
            id="sources.E003",
        )
        for name, count in missing.items()
    ]
