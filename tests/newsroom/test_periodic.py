"""The minute's round: hints are set, lost tasks are taken up, old things are forgotten."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import Edition
from desk.models import ShareLink
from newsroom import periodic
from newsroom.management.commands import db_worker, serve
from newsroom.management.commands.tick import Command
from tests import factories

pytestmark = pytest.mark.django_db
IN_DATABASE = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}
}


def make_task(**fields: object) -> DBTaskResult:
    now = timezone.now()
    defaults = {
        "status": TaskResultStatus.RUNNING,
        "started_at": now - timedelta(hours=1),
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "photos.tasks.draw",
        "worker_ids": ["one"],
        "backend_name": "default",
        "run_after": now,
        "exception_class_path": "",
        "traceback": "",
    }
    return DBTaskResult.objects.create(**(defaults | fields))


def status_after_a_round(task: DBTaskResult) -> str:
    periodic.requeue_lost_tasks(timezone.now())
    task.refresh_from_db()
    return task.status


def test_a_task_whose_worker_died_is_ready_again() -> None:
    task = make_task()
    assert status_after_a_round(task) == TaskResultStatus.READY
    assert list(DBTaskResult.objects.ready()) == [task]


def test_a_task_lost_three_times_has_failed_and_says_why() -> None:
    task = make_task(worker_ids=["one", "two", "three"])
    assert status_after_a_round(task) == TaskResultStatus.FAILED
    assert task.exception_class_path == "newsroom.periodic.WorkerLost" and task.finished_at


def test_a_task_that_may_still_run_is_left_alone() -> None:
    task = make_task(started_at=timezone.now() - timedelta(minutes=14))
    assert status_after_a_round(task) == TaskResultStatus.RUNNING


@pytest.mark.parametrize("status", [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
def test_a_finished_task_is_left_alone(status: str) -> None:
    assert status_after_a_round(make_task(status=status)) == status


def test_a_task_that_finished_meanwhile_keeps_its_result(monkeypatch) -> None:
    task = make_task()
    seen = [DBTaskResult.objects.get(pk=task.pk)]
    DBTaskResult.objects.filter(pk=task.pk).update(status=TaskResultStatus.SUCCESSFUL)
    monkeypatch.setattr(periodic, "find_lost_tasks", lambda now: seen)
    assert status_after_a_round(task) == TaskResultStatus.SUCCESSFUL


def test_the_day_forgets_old_tasks_and_ended_sessions_only() -> None:
    now = timezone.now()
    done = TaskResultStatus.SUCCESSFUL
    make_task(status=done, finished_at=now - timedelta(days=15))
    recent = make_task(status=done, finished_at=now - timedelta(days=13))
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(days=days))
    periodic.run_every_day(now)
    assert list(DBTaskResult.objects.all()) == [recent]
    assert [session.session_key for session in Session.objects.all()] == ["open"]


def test_the_day_forgets_links_a_month_after_they_ended(monkeypatch, client) -> None:
    monkeypatch.setattr(periodic, "BATCH", 2)
    now, story = timezone.now(), factories.make_article()
    by = factories.make_user("sharer")
    links = [
        ShareLink.objects.create(article=story, made_by=by, expires_at=now - timedelta(days=days))
        for days in (400, 90, 40, 31, 29)
    ]
    periodic.run_every_day(now)
    assert list(ShareLink.objects.all()) == links[-1:]
    for link in links:  # whoever follows one is told so all the same
        assert client.get(link.get_absolute_url()).status_code == 410


def test_an_edition_whose_span_has_ended_gets_its_hint() -> None:
    edition = factories.make_live()
    end = timezone.now() + timedelta(seconds=1)
    Edition.objects.filter(pk=edition.pk).update(live_until=end)
    call_command("tick")
    assert not Edition.objects.get(pk=edition.pk).is_over
    periodic.run_every_minute(end + timedelta(hours=1))
    assert Edition.objects.get(pk=edition.pk).is_over


def fail(now: datetime) -> None:
    raise OperationalError("database is locked")


def test_one_round_that_fails_says_so(monkeypatch) -> None:
    monkeypatch.setattr(periodic, "run_every_minute", fail)
    with pytest.raises(OperationalError):
        call_command("tick")


def test_a_loop_outlives_a_database_that_is_away(monkeypatch, capsys) -> None:
    monkeypatch.setattr(periodic, "run_every_minute", fail)
    command = Command()
    waits = [command.run_round() for _round in range(8)]
    assert waits == sorted(waits) and waits[0] < 1 and waits[-1] <= 5, "soon after it is back"
    said = capsys.readouterr().err
    assert said.count("wait for the database: database is locked") == 1
    monkeypatch.undo()
    assert command.run_round() == 60


def test_a_loop_outlives_a_job_with_a_fault(monkeypatch, caplog) -> None:
    monkeypatch.setattr(periodic, "run_every_minute", lambda now: 1 / 0)
    assert Command().run_round() == 60
    assert "ZeroDivisionError" in caplog.text


# --- the worker ----------------------------------------------------------------------------------


@pytest.fixture
def worker(monkeypatch, settings) -> db_worker.Worker:
    settings.TASKS = IN_DATABASE
    monkeypatch.setattr(db_worker.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(db_worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(db_worker, "beat_forever", lambda *roles: threading.Event())
    return db_worker.Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="me",
        excluded_queue_names=[],
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_worker_outlives_a_database_that_is_away(worker, monkeypatch, error) -> None:
    away = iter([error("connection refused")] * 5)
    find = DBTaskResult.objects.ready

    def look():
        if (fault := next(away, None)) is not None:
            raise fault
        return find()

    monkeypatch.setattr(type(DBTaskResult.objects), "ready", lambda self: look())
    held, others = make_task(worker_ids=["me"]), make_task(worker_ids=["me", "other"])
    worker.run()
    held.refresh_from_db()
    others.refresh_from_db()
    assert held.worker_ids == ["me", "me"], "what it held it takes up again"
    assert others.status == TaskResultStatus.RUNNING


def test_a_task_that_the_database_failed_is_run_again(worker, monkeypatch) -> None:
    task = make_task(worker_ids=["me"], task_path="sources.link_checks.check_links")
    monkeypatch.setattr(Task, "call", lambda *args, **named: fail(timezone.now()))
    worker.run_task(task)
    task.refresh_from_db()
    assert (task.status, task.traceback) == (TaskResultStatus.READY, "")
    task.worker_ids = ["me"] * 3
    worker.run_task(task)
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_mail_and_other_tasks_do_not_wait_for_each_other(worker, monkeypatch) -> None:
    for queue in ("mail", "default"):
        ready = TaskResultStatus.READY
        make_task(status=ready, started_at=None, worker_ids=[], queue_name=queue)
    workers = serve.BACKGROUND
    assert workers["task worker"][-2:] == ["--exclude-queues", "mail"]
    assert workers["mail worker"][-2:] == ["--queue-name", "mail"]
    run = []
    monkeypatch.setattr(
        db_worker.Worker,
        "run_task",
        lambda self, task: run.append((self.worker_id, task.queue_name)),
    )
    for name, (*_command, option, queue) in list(workers.items())[:2]:
        option = option.removeprefix("--").replace("-", "_")
        call_command("db_worker", batch=True, reload=False, worker_id=name, **{option: queue})
    assert run == [("task worker", "default"), ("mail worker", "mail")]
    make_task(status=ready, started_at=None, worker_ids=[], queue_name="mail")
    call_command("db_worker", batch=True, reload=False, worker_id="alone")
    assert run[2:] == [("alone", "mail")], "a worker that is alone runs all"


def test_the_worker_is_the_one_that_the_command_runs(monkeypatch, settings) -> None:
    settings.TASKS = IN_DATABASE
    ran = []
    monkeypatch.setattr(db_worker.Worker, "run", lambda self: ran.append(self))
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda self: None)
    call_command("db_worker", reload=False)
    assert len(ran) == 1
