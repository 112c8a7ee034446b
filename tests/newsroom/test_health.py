"""Readiness names what is missing, and tells nobody anything else."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from newsroom.management.commands import db_worker, tick
from newsroom.models import Heartbeat
from newsroom.operating import health
from tests.newsroom.test_periodic import make_task

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(("database", "disk", "queue", "worker", "mail", "tick"), "ok")


@pytest.fixture
def running() -> None:
    health.beat(*health.ROLES)


@pytest.fixture
def in_database(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def ask(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    assert "no-store" in answer["Cache-Control"]
    found = answer.json()
    assert found.pop("status") == ("ready" if answer.status_code == 200 else "unavailable")
    return answer.status_code, {name: said for name, said in found.items() if said != "ok"}


def test_a_site_with_all_it_needs_is_ready(client, running, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4):
        answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json() == {"status": "ready", **ALL}


@pytest.mark.parametrize("role", health.ROLES)
def test_a_process_that_is_silent_is_named(client, running, role) -> None:
    silent = timezone.now() - health.ROLES[role] - timedelta(seconds=1)
    Heartbeat.objects.filter(role=role).update(beat_at=silent)
    assert ask(client) == (503, {role: "not running"})
    Heartbeat.objects.filter(role=role).delete()
    assert ask(client) == (503, {role: "not running"})


def test_a_database_that_is_away_is_named(client, running, monkeypatch) -> None:
    def refuse() -> None:
        raise OperationalError("password of newsroom refused at 10.0.0.7")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert ask(client) == (503, {"database": "cannot be reached"})
    assert client.get("/healthz").status_code == 200


def test_a_disk_that_is_nearly_full_is_named(client, running, settings) -> None:
    settings.LEAST_DISK = 10**9
    assert ask(client) == (503, {"disk": "nearly full"})


@pytest.mark.parametrize(
    ("status", "minutes", "is_late"),
    [
        (TaskResultStatus.READY, -6, True),
        (TaskResultStatus.SUCCESSFUL, -6, False),
        (TaskResultStatus.READY, 60, False),
        (TaskResultStatus.READY, -4, False),
    ],
)
def test_tasks_that_wait_too_long_are_named(
    client, running, in_database, status, minutes, is_late
) -> None:
    run_after = timezone.now() + timedelta(minutes=minutes)
    make_task(status=status, started_at=None, worker_ids=[], run_after=run_after)
    late = (503, {"queue": "tasks wait too long"})
    assert ask(client) == (late if is_late else (200, {}))


def test_workers_and_tick_beat(monkeypatch) -> None:
    def make(**queues: object) -> db_worker.Worker:
        named = {"queue_names": ["*"], "excluded_queue_names": [], **queues}
        others = {"interval": 0, "batch": True, "backend_name": "default", "worker_id": "me"}
        return db_worker.Worker(**named, **others, startup_delay=False, max_tasks=None)

    assert make().find_roles() == ["worker", "mail"]
    assert make(excluded_queue_names=["mail"]).find_roles() == ["worker"]
    assert make(queue_names=["mail"]).find_roles() == ["mail"]
    monkeypatch.setattr(tick.periodic, "run_every_minute", lambda now: None)
    monkeypatch.setattr(tick.periodic, "run_every_day", lambda now: None)
    tick.Command().run_round()
    assert Heartbeat.objects.get().role == "tick"


@pytest.mark.django_db(transaction=True)
def test_a_heart_goes_on_beating_while_the_database_is_away(monkeypatch) -> None:
    monkeypatch.setattr(health, "BEAT_EVERY", 0.01)
    beats, enough = [], threading.Event()

    def fail(*roles: str) -> None:
        beats.append(roles)
        if len(beats) > 2:
            enough.set()
        raise OperationalError("refused")

    monkeypatch.setattr(health, "beat", fail)
    stop = health.beat_forever("worker")
    assert enough.wait(10)
    stop.set()
    time.sleep(0.05)
