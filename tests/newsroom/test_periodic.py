"""The minute's round: hints are set, lost tasks are taken up, old things are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import Edition
from desk.models import ShareLink
from newsroom import periodic
from newsroom.management.commands.tick import Command
from tests import factories

pytestmark = pytest.mark.django_db


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
    assert Command().run_jobs(None, retry=True) is None
    assert "failed: database is locked" in capsys.readouterr().err
