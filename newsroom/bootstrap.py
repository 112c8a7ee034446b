"""Prepares `var/` and the database before serving; what is up to date is left alone."""

from __future__ import annotations

import fcntl
import hashlib
import time
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
from vocabulary.faults import DATABASE_ERRORS, Backoff, is_database_away

from .demo import load


def prepare(report: Callable[[str], None]) -> None:
    """Migrate, collect static files and load the demo, each only where it is needed."""
    with hold_lock():
        wait_for_database(report)
        if needs_migration():
            report("Bringing the database up to date ...")
            call_command("migrate", verbosity=0, interactive=False)
            write_roles()
        collect_static(report)
        if is_empty():
            report("Loading a small demo newspaper (once) ...")
            call_command("demo", "--if-empty")
        elif load.find_password_file().exists():
            report(load.describe_logins())


@contextmanager
def hold_lock() -> Iterator[None]:
    """Let a second `make run` on the same `var/` wait instead of preparing it at the same time."""
    with open(settings.VAR_DIR / "preparation.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_for_database(report: Callable[[str], None]) -> None:
    """Wait until the database can be reached: at boot it may be started after this."""
    backoff = Backoff()
    while True:
        try:
            connection.ensure_connection()
        except DATABASE_ERRORS as error:
            if not is_database_away(error):
                raise
            if not backoff.failures:
                report(f"Waiting for the database, which cannot be reached: {error}".strip())
            time.sleep(backoff.fail())
        else:
            return


def needs_migration() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty() -> bool:
    """Return whether there is no site yet, neither the demo nor one made with `manage.py start`."""
    return not Outlet.objects.exists() and not Article.objects.exists()


def collect_static(report: Callable[[str], None]) -> None:
    """Collect static files where they have changed; no page can be rendered without them."""
    if not is_static_fresh():
        report("Collecting static files ...")
        call_command("collectstatic", verbosity=0, interactive=False)
        get_static_stamp().write_text(sign_static_files())


def get_static_stamp() -> Path:
    return Path(f"{settings.STATIC_ROOT}.stamp")


def sign_static_files() -> str:
    """Return a hash of the path, size and modification time of every static file."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_static_fresh() -> bool:
    """Return whether STATIC_ROOT holds the current files of the packages and `static/`."""
    collected = Path(settings.STATIC_ROOT).is_dir() and get_static_stamp().exists()
    return collected and get_static_stamp().read_text() == sign_static_files()
