"""Checks in the background whether the links of sources and citations still work.

Each link once a week, a few in a round and only one of a host. A page that is gone is dead at once,
a server that does not answer after three days of retries. One that denies access counts as working.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from vocabulary.safe_http import Answer, ForbiddenAddress, Offline, Unreachable, fetch

from .models import Link

ROUND = 12  # links checked in a task ...
SECONDS = 30  # ... which begins no further check after that
RECHECK_AFTER = timedelta(days=7)
RETRY_AFTER = timedelta(days=1)
CLAIM = timedelta(hours=1)  # a link whose check was interrupted is checked again after this
MOST_FAILURES = 3  # times in a row without an answer
REDIRECTS = 5
READ_BYTES = 1024  # enough to know that there is a page
GONE = (404, 410)
NO_HEAD = (400, 403, 404, 405, 406, 410, 501)  # what some servers answer to HEAD but not to GET
HEADERS = {"Accept": "*/*"}
Rows = models.Manager[Any] | models.QuerySet[Any]


def link_rows(rows: Rows, limit: int = 200) -> None:
    """Give a Link to rows that have a URL and none yet."""
    waiting = rows.filter(link=None).exclude(url="")
    for row in waiting.order_by("link", "pk")[:limit]:  # the order of its index
        row.link = Link.objects.for_url(row.url)
        row.save(update_fields=["link"])


def delete_unused_links(*linked: Rows) -> None:
    """Unlink rows whose URL has changed, and delete links no row has."""
    for rows in linked:
        rows.exclude(link=None).exclude(link__url=F("url")).update(link=None)
    unused = {rows.model._meta.get_field("link").remote_field.related_name: None for rows in linked}
    Link.objects.filter(**unused).delete()


@task()
def check_links() -> None:
    """Check the links that are due, one of each host."""
    now, began = timezone.now(), monotonic()
    for link in get_due_links(now):
        if monotonic() - began > SECONDS:
            return  # the others stay due: other tasks wait for this one
        # Two workers may hold the same list; the one that moves `due_at` checks the link.
        mine = Link.objects.filter(pk=link.pk, due_at=link.due_at).update(due_at=now + CLAIM)
        if mine:
            check_link(link, timezone.now())


def get_due_links(now: datetime) -> list[Link]:
    """Return the links that are due, oldest first, one of each host."""
    found: dict[str, Link] = {}
    for link in Link.objects.filter(due_at__lte=now).order_by("due_at")[: ROUND * 20]:
        found.setdefault(link.host, link)
    return list(found.values())[:ROUND]


def check_link(link: Link, now: datetime) -> None:
    """Check one link and record the result."""
    try:
        answer = _fetch_page(link.url)
    except Offline:
        return  # its claim expires, and it is checked again
    except ForbiddenAddress as refusal:
        _record(link, now, error=str(refusal), dead=True)
    except Unreachable as failure:
        _record(link, now, error=str(failure), dead=link.fails + 1 >= MOST_FAILURES)
    else:
        failed = answer.status >= 500
        dead = answer.status in GONE or (failed and link.fails + 1 >= MOST_FAILURES)
        _record(link, now, status=answer.status, dead=dead, failed=failed or dead)


def _fetch_page(url: str) -> Answer:
    """Ask with HEAD, and with GET where HEAD may not tell."""
    headers = {**HEADERS, "User-Agent": f"newsroom link check ({settings.BASE_URL})"}
    answer = fetch("HEAD", url, headers=headers, redirects=REDIRECTS)
    if answer.status in NO_HEAD or answer.status >= 500:
        answer = fetch("GET", url, headers=headers, redirects=REDIRECTS, most=READ_BYTES)
    return answer


def _record(
    link: Link,
    now: datetime,
    *,
    status: int | None = None,
    error: str = "",
    dead: bool,
    failed: bool = True,
) -> None:
    link.checked_at, link.status, link.error = now, status, error
    link.fails = link.fails + 1 if failed else 0
    link.dead_since = (link.dead_since or now) if dead else None
    link.due_at = now + (RETRY_AFTER if failed else RECHECK_AFTER)
    link.save()
