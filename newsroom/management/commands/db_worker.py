"""db_worker: django-tasks-db's task worker, which outlives its database."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.db import connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from vocabulary.faults import DATABASE_ERRORS, Backoff

from ...operating.health import beat_forever
from ...periodic import MAX_ATTEMPTS, give_back

ERROR_PATHS = [f"{error.__module__}.{error.__qualname__}" for error in DATABASE_ERRORS]
log = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """A worker that waits for its database, and loses no task to its absence."""

    def run(self) -> None:
        backoff, heartbeat = Backoff(), beat_forever(*self.find_roles())
        while self.running:
            try:
                if backoff.failures:
                    self.give_back_own_tasks()
                    log.warning("The database is back; tasks go on.")
                    backoff.succeed()
                super().run()
            except DATABASE_ERRORS as error:
                if not backoff.failures:
                    log.warning("Tasks wait for the database: %s", error)
                self.startup_delay = False
                connections.close_all()
                time.sleep(backoff.fail())
            else:
                heartbeat.set()
                return

    def find_roles(self) -> list[str]:
        """Return what this worker does, as /readyz calls it."""
        queues = {"default": "worker", "mail": "mail"}
        return [
            role
            for queue, role in queues.items()
            if (self.process_all_queues or queue in self.queue_names)
            and queue not in self.excluded_queue_names
        ]

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task; one that failed because the database was away is tried again."""
        super().run_task(db_task_result)
        if db_task_result.exception_class_path in ERROR_PATHS:
            failed = DBTaskResult.objects.filter(
                pk=db_task_result.pk, status=TaskResultStatus.FAILED
            )
            if len(db_task_result.worker_ids) < MAX_ATTEMPTS:
                give_back(failed)

    def give_back_own_tasks(self) -> None:
        """Give back what this worker held when the database went: it runs nothing now."""
        for task in DBTaskResult.objects.running():
            if task.worker_ids[-1:] == [self.worker_id]:
                held = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING)
                if len(task.worker_ids) < MAX_ATTEMPTS:
                    give_back(held)
                else:
                    held.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())


class Command(db_worker.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*")  # a worker that is alone runs everything

    def handle(self, **options: Any) -> None:
        # The command names its worker's class itself and has no hook for another.
        db_worker.Worker = Worker  # type: ignore[misc]
        super().handle(**options)
