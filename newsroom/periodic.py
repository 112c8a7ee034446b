"""What somebody has to do every minute. Nothing a reader sees waits for it: queries ask the clock.

Each round may run on several machines at once and any number of times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles import revisions
from articles.editions.hash_chain import close_days
from articles.models import Citation, Edition
from desk.models import Presence, ShareLink
from photos import renditions
from sources import link_checks
from sources.models import Source
from vocabulary.cache_deps import no_invalidation

# A task that runs longer than this is taken for lost, so none may: split long work into more tasks.
LOST_AFTER = timedelta(minutes=15)
ATTEMPTS = 3
KEEP_TASKS = timedelta(days=14)
KEEP_WINDOWS = timedelta(days=1)
KEEP_LINKS = timedelta(days=30)  # after they ended; with a link goes how often it was opened
BATCH = 500  # rows deleted by one statement, so that nobody waits long for a lock


class WorkerLost(Exception):
    """Stands in a task's result: each worker that took it died with it."""


def every_minute(now: datetime) -> None:
    """Mark ended editions, close recorded days, keep idle copy, see to tasks, photos and links."""
    with no_invalidation():
        Edition.objects.ended_not_flagged(now).update(is_over=True)
    close_days(now)
    revisions.keep_idle(now)
    take_up_lost_tasks(now)
    renditions.enqueue_unfinished(now)
    if settings.CHECK_LINKS:
        order_link_check(now)


def every_day(now: datetime) -> None:
    """Forget what nothing needs any more: sessions, windows, old tasks, links of both kinds."""
    link_checks.delete_unused_links(Source.objects.all(), Citation.objects.all())
    forget(Session.objects.filter(expire_date__lt=now))
    forget(Presence.objects.filter(seen_at__lt=now - KEEP_WINDOWS))
    forget(ShareLink.objects.filter(expires_at__lt=now - KEEP_LINKS))
    forget(DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_TASKS))


def forget(rows: QuerySet) -> None:
    """Delete rows, some at a time."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        rows.model._base_manager.filter(pk__in=keys).delete()


def order_link_check(now: datetime) -> None:
    """Follow new addresses, and have what is due asked after: by one task at a time."""
    link_checks.link_rows(Source.objects.all())
    link_checks.link_rows(Citation.objects.all())
    ordered = DBTaskResult.objects.filter(
        task_path=link_checks.check_links.module_path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    if link_checks.get_due_links(now) and not ordered.exists():
        link_checks.check_links.enqueue()


def take_up_lost_tasks(now: datetime) -> None:
    """Give a lost task to another worker, at most ATTEMPTS times in all; then call it failed.

    django-tasks-db leaves a task RUNNING for ever when its worker is killed.
    """
    for task in lost_tasks(now):
        held = DBTaskResult.objects.filter(
            pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
        )
        if len(task.worker_ids) < ATTEMPTS:
            held.update(status=TaskResultStatus.READY, started_at=None)
        else:
            held.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                exception_class_path=f"{WorkerLost.__module__}.{WorkerLost.__qualname__}",
                traceback=f"{ATTEMPTS} workers ended while they ran it.",
            )


def lost_tasks(now: datetime) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.running().filter(started_at__lt=now - LOST_AFTER)
