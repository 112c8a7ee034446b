"""Deletes what processes that were killed left behind: temporary folders, and files without rows.

Nothing younger than a day is touched: what writes it may still be at work.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import FileField

from outlet.models import Outlet
from photos.models import Photo, Rendition
from photos.stored_files import ORIGINALS, RENDITIONS, TEMPORARY

KEEP = timedelta(days=1)
UPLOADS = "tmp*.upload*"  # what Django calls the file of a large upload
BATCH = 500  # names asked of the database at once
MOST, MOST_OF_ALL = 20, 0.1  # files deleted in a folder in one day: so many, or this part of all
# The folders of the storage, and the columns that name what is in them.
OWNERS: dict[str, list[FileField]] = {
    RENDITIONS: [Rendition._meta.get_field("file")],
    ORIGINALS: [Photo._meta.get_field("image")],
    "outlet/": [Outlet._meta.get_field("logo")],
}

log = logging.getLogger(__name__)


def sweep_temporary(now: datetime) -> int:
    """Delete temporary folders and uploads of killed processes; return how many."""
    swept = 0
    for path in _find_temporary(Path(tempfile.gettempdir())):
        try:
            status = path.lstat()
            if status.st_uid != os.getuid() or status.st_mtime > (now - KEEP).timestamp():
                continue
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            swept += 1
        except FileNotFoundError:
            continue  # another machine's tick, or its owner, was faster
        except OSError as error:
            log.warning("%s was left behind and cannot be deleted: %s", path, error)
    return swept


def _find_temporary(folder: Path) -> Iterator[Path]:
    for prefix in TEMPORARY:
        yield from (path for path in folder.glob(f"{prefix}*") if path.is_dir())
    yield from (path for path in folder.glob(UPLOADS) if path.is_file())


def sweep_files(now: datetime) -> int:
    """Delete files of the storage that no row names; return how many.

    Where they are many, this is another site's folder or an older database: nothing is deleted.
    """
    swept = 0
    for folder, columns in OWNERS.items():
        names, total = _list_files(folder), 0
        unnamed: list[str] = []
        while batch := list(islice(names, BATCH)):
            total += len(batch)
            unnamed += set(batch) - _find_named(batch, columns)
        old = [name for name in unnamed if _is_old(name, now)]
        if len(old) > max(MOST, total * MOST_OF_ALL):
            log.warning(
                "%d of %d files in %s belong to nothing in this database. That is too many to be"
                " what killed processes left behind, so none was deleted.",
                *(len(old), total, folder),
            )
            continue
        swept += sum(_delete(name, now) for name in old)
    return swept


def _list_files(folder: str) -> Iterator[str]:
    """Yield the names of all files in a folder of the storage, at any depth."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _list_files(f"{folder}{name}/")


def _find_named(names: Iterable[str], columns: list[FileField]) -> set[str]:
    found: set[str] = set()
    for column in columns:
        rows = column.model._base_manager.filter(**{f"{column.name}__in": list(names)})
        found.update(rows.values_list(column.name, flat=True))
    return found


def _is_old(name: str, now: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < now - KEEP
    except FileNotFoundError:
        return False


def _delete(name: str, now: datetime) -> bool:
    """Delete a file, unless somebody who used it again made it young meanwhile."""
    try:
        if not _is_old(name, now):
            return False
        default_storage.delete(name)
    except OSError as error:
        log.warning("%s belongs to nothing and cannot be deleted: %s", name, error)
        return False
    return True
