"""Links of sources and citations, looked at in the background: do readers still find something?

Once a week, one of a host at a time and a few in a round. A page that is gone is dead at once; a
server that does not answer is dead after three days of asking. One that answers and will not let
us in is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from vocabulary.safe_http import Answer, ForbiddenAddress, Offline, Unreachable, fetch

from .models import Link

ROUND = 12  # links asked in a task, so that it ends within the minutes a task may take
AGAIN = timedelta(days=7)
SOONER = timedelta(days=1)
CLAIMED = timedelta(hours=1)  # a link whose asking was cut short is asked again after this
GIVEN_UP = 3  # times in a row without an answer
REDIRECTS = 5
READ = 1024  # bytes: that there is a page is all that is asked
GONE = (404, 410)
NO_HEAD = (400, 403, 404, 405, 406, 410, 501)  # some servers say so to HEAD alone
HEADERS = {"Accept": "*/*"}


def link_rows(rows: models.QuerySet, limit: int = 200) -> None:
    """Give links to rows that have an address and are not followed yet."""
    waiting = rows.filter(link=None).exclude(url="")
    for row in waiting.order_by("link", "pk")[:limit]:  # the order of its index
        row.link = Link.objects.for_url(row.url)
        row.save(update_fields=["link"])


def delete_unused_links(*followed: models.QuerySet) -> None:
    """Let go of links nothing leads to; what was given another address is followed anew."""
    for rows in followed:
        rows.exclude(link=None).exclude(link__url=F("url")).update(link=None)
    unused = {
        rows.model._meta.get_field("link").remote_field.related_name: None for rows in followed
    }
    Link.objects.filter(**unused).delete()


@task()
def check_links() -> None:
    """Ask after the links that are due, each host once."""
    now = timezone.now()
    for link in get_due_links(now):
        # Two workers may hold the same list; whoever moves the moment asks.
        mine = Link.objects.filter(pk=link.pk, due_at=link.due_at).update(due_at=now + CLAIMED)
        if mine:
            check_link(link, timezone.now())


def get_due_links(now: datetime) -> list[Link]:
    """Return what is due, the longest first, and one of each host."""
    found: dict[str, Link] = {}
    for link in Link.objects.filter(due_at__lte=now).order_by("due_at")[: ROUND * 20]:
        found.setdefault(link.host, link)
    return list(found.values())[:ROUND]


def check_link(link: Link, now: datetime) -> None:
    """Ask after one link and write down what came of it."""
    try:
        answer = _look(link.url)
    except Offline:
        return  # its claim runs out, and it is asked again
    except ForbiddenAddress as refusal:
        _note(link, now, said=str(refusal), dead=True)
    except Unreachable as failure:
        _note(link, now, said=str(failure), dead=link.fails + 1 >= GIVEN_UP)
    else:
        failed = answer.status >= 500
        dead = answer.status in GONE or (failed and link.fails + 1 >= GIVEN_UP)
        _note(link, now, status=answer.status, dead=dead, failed=failed or dead)


def _look(url: str) -> Answer:
    headers = {**HEADERS, "User-Agent": f"newsroom link check ({settings.BASE_URL})"}
    answer = fetch("HEAD", url, headers=headers, redirects=REDIRECTS)
    if answer.status in NO_HEAD or answer.status >= 500:
        answer = fetch("GET", url, headers=headers, redirects=REDIRECTS, most=READ)
    return answer


def _note(
    link: Link,
    now: datetime,
    *,
    status: int | None = None,
    said: str = "",
    dead: bool,
    failed: bool = True,
) -> None:
    link.asked_at, link.status, link.said = now, status, said
    link.fails = link.fails + 1 if failed else 0
    link.dead_since = (link.dead_since or now) if dead else None
    link.due_at = now + (SOONER if failed else AGAIN)
    link.save()
