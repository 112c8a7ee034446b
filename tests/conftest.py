"""Fixtures: people of the desk, the paper, and what tests need of the database."""

from __future__ import annotations

import gc
import os
from itertools import count
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from articles.editions import triggers
from staff.models import User
from staff.roles import write_roles
from tests import desk_guard, factories

SHARED = Path(os.environ.get("NEWSROOM_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real inputs beside the checkout; tests of them skip where they are absent."""
    if not (SHARED / "samples").is_dir():
        pytest.skip(f"shared samples are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Write the groups once for the session, and let flush empty the record's tables."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_with_leave(self: operations, sql_list: list[str]) -> None:
        with triggers.deletions_allowed(self.connection):
            flush(self, sql_list)

    operations.execute_sql_flush = flush_with_leave
    with django_db_blocker.unblock():
        write_roles()
    yield
    operations.execute_sql_flush = flush


def pytest_sessionstart() -> None:
    """Collect garbage seldom: what is loaded by now stays, and tests leave little behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.fixture(autouse=True, scope="session")
def _desk_reads_what_may_be_seen():
    """Fail a test in which the desk reads rows past `visible_to`."""
    with desk_guard.guard():
        yield


_serial = count()


@pytest.fixture(autouse=True)
def _own_files_and_cache(settings, tmp_path_factory):
    """Keep a test out of var/, and give it a media folder and cache keys of its own."""
    name = f"media-{next(_serial)}"
    settings.VAR_DIR = tmp_path_factory.getbasetemp()
    settings.MEDIA_ROOT = settings.VAR_DIR / name
    cache.key_prefix = f"{os.getpid()}-{name}"


@pytest.fixture
def roles(db) -> None:
    """See that the groups are there: a test that flushed took them away."""
    if not Group.objects.exists():
        write_roles()


@pytest.fixture
def contributor(roles) -> User:
    return factories.make_user("contributor", "Contributors")


@pytest.fixture
def reporter(roles) -> User:
    return factories.make_user("reporter", "Reporters")


@pytest.fixture
def editor(roles) -> User:
    return factories.make_user("editor", "Editors")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """An editor's requests."""
    client.force_login(editor)
    return client


@pytest.fixture
def photographer(roles) -> User:
    return factories.make_user("photo", "Photo desk")


@pytest.fixture
def staff_manager(roles) -> User:
    return factories.make_user("staff", "Staff managers")


@pytest.fixture
def administrator(roles) -> User:
    return factories.make_user("admin", "Administrators")


@pytest.fixture
def stranger(roles) -> User:
    """Somebody with a log-in and no group."""
    return factories.make_user("stranger")


@pytest.fixture
def open_connections():
    """Close the connections that threads of a test opened."""
    yield
    connections.close_all()
