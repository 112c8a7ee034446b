"""Brings `var/` and the database up to date before serving. Done already means done at once."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article
from outlet.models import Outlet
from staff.roles import write_roles

from .demo import load


def prepare(say: Callable[[str], None]) -> None:
    """Migrate, collect static files and load the demo newspaper, each only where it is needed."""
    with alone():
        if needs_migration():
            say("Bringing the database up to date ...")
            call_command("migrate", verbosity=0, interactive=False)
            write_roles()
        collect_static(say)
        if is_empty():
            say("Loading a small demo newspaper (once) ...")
            call_command("demo", "--if-empty")
        elif load.password_file().exists():
            say(load.log_ins())


@contextmanager
def alone() -> Iterator[None]:
    """Let a second `make run` on the same `var/` wait instead of doing the same work at once."""
    with open(settings.VAR_DIR / "preparation.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def needs_migration() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty() -> bool:
    """Say whether there is no paper yet: one begun with `manage.py start` is nobody's to fill."""
    return not Outlet.objects.exists() and not Article.objects.exists()


def collect_static(say: Callable[[str], None]) -> None:
    """Collect static files where they are not fresh; without them no page can be drawn."""
    if not static_is_fresh():
        say("Collecting static files ...")
        call_command("collectstatic", verbosity=0, interactive=False)
        static_stamp().write_text(static_signature())


def static_stamp() -> Path:
    return Path(f"{settings.STATIC_ROOT}.stamp")


def static_signature() -> str:
    """Sum up every static file by path, size and time of change; read none of them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_is_fresh() -> bool:
    """Say whether STATIC_ROOT holds what the packages and `static/` hold now."""
    collected = Path(settings.STATIC_ROOT).is_dir() and static_stamp().exists()
    return collected and static_stamp().read_text() == static_signature()
