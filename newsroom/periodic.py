"""Jobs of every minute and every day. Nothing a reader sees waits for them: queries use the clock.

Each job may run on several machines at once and any number of times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles import revisions
from articles.editions.hash_chain import close_days
from articles.models import Citation, Edition
from desk.models import Presence, ShareLink
from photos import renditions
from sources import link_checks
from sources.confidential import actions as confidential
from sources.models import Source
from staff import attempts, audit, sessions
from staff.models import Attempt
from vocabulary.cache_deps import no_invalidation

from .operating.sweeping import sweep_files, sweep_temporary
from .page_cache.notify import forget_old_changes

# A task that runs longer counts as lost, so none may: split long work into several tasks.
LOST_AFTER = timedelta(minutes=15)
MAX_ATTEMPTS = 3
KEEP_TASKS = timedelta(days=14)
KEEP_PRESENCE = timedelta(days=1)
KEEP_LINKS = timedelta(days=30)  # after they expired
BATCH = 500  # rows deleted by one statement, so that locks are short


class WorkerLost(Exception):
    """The error of a task whose workers all ended while they ran it."""


def run_every_minute(now: datetime) -> None:
    """Flag ended editions, close recorded days, save idle drafts, enqueue what is due."""
    with no_invalidation():
        Edition.objects.ended_not_flagged(now).update(is_over=True)
    close_days(now)
    revisions.keep_idle(now)
    requeue_lost_tasks(now)
    delete_in_batches(Attempt.objects.filter(at__lte=now - attempts.WINDOW))
    renditions.enqueue_unfinished(now)
    forget_old_changes(connection)
    if settings.CHECK_LINKS:
        enqueue_link_check(now)


def run_every_day(now: datetime) -> None:
    """Erase what must end, and delete what is no longer needed or was left by killed processes."""
    confidential.purge_ended(now)
    confidential.warn_of_ends(now)
    link_checks.delete_unused_links(Source.objects.all(), Citation.objects.all())
    delete_in_batches(Session.objects.filter(expire_date__lt=now))
    delete_in_batches(sessions.find_ended())
    audit.purge(now)
    delete_in_batches(Presence.objects.filter(seen_at__lt=now - KEEP_PRESENCE))
    delete_in_batches(ShareLink.objects.filter(expires_at__lt=now - KEEP_LINKS))
    sweep_temporary(now)
    sweep_files(now)
    delete_in_batches(DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_TASKS))


def delete_in_batches(rows: QuerySet) -> None:
    """Delete rows, BATCH at a time."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        rows.model._base_manager.filter(pk__in=keys).delete()


def enqueue_link_check(now: datetime) -> None:
    """Register new links, and check those that are due in one task at a time."""
    link_checks.link_rows(Source.objects.all())
    link_checks.link_rows(Citation.objects.all())
    ordered = DBTaskResult.objects.filter(
        task_path=link_checks.check_links.module_path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    if link_checks.get_due_links(now) and not ordered.exists():
        link_checks.check_links.enqueue()


def requeue_lost_tasks(now: datetime) -> None:
    """Give a lost task to another worker, at most MAX_ATTEMPTS times in all; then call it failed.

    django-tasks-db leaves a task RUNNING when its worker is killed.
    """
    for task in find_lost_tasks(now):
        held = DBTaskResult.objects.filter(
            pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
        )
        if len(task.worker_ids) < MAX_ATTEMPTS:
            give_back(held)
        else:
            held.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                exception_class_path=f"{WorkerLost.__module__}.{WorkerLost.__qualname__}",
                traceback=f"{MAX_ATTEMPTS} workers ended while they ran it.",
            )


def give_back(tasks: QuerySet[DBTaskResult]) -> None:
    """Let another worker run tasks."""
    tasks.update(
        status=TaskResultStatus.READY,
        started_at=None,
        finished_at=None,
        exception_class_path="",
        traceback="",
    )


def find_lost_tasks(now: datetime) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.running().filter(started_at__lt=now - LOST_AFTER)
