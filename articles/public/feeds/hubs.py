"""Tells WebSub hubs that feeds have changed, so that subscribers hear at once.

Source: https://www.w3.org/TR/websub/, and for publishing the form hubs take: hub.mode=publish with
a hub.url for each feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend, task

from vocabulary.safe_http import Unreachable, fetch

from ...models import Edition, EditionByline, EditionSource, EditionTopic

FORMATS = ("rss", "atom", "json")
AS_A_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class HubRefused(Exception):
    """A hub could not be told; the text names it and says why. Stands in the task's result."""


def on_story_moved(sender: type, editions: list[Edition], **kwargs: object) -> None:
    """Hear of every edition a door made."""
    now = timezone.now()
    for edition in editions:
        enqueue_hub_notice(edition, now)


def enqueue_hub_notice(edition: Edition, now: datetime) -> None:
    """Have the hubs told once an edition is there for readers; nothing where there is no hub."""
    if not settings.WEBSUB_HUBS:
        return
    waits = edition.live_from > now
    if waits and not default_task_backend.supports_defer:
        return
    order = notify_hubs.using(run_after=edition.live_from) if waits else notify_hubs
    order.enqueue(list(feeds_of(edition)))


def feeds_of(edition: Edition) -> Iterator[str]:
    """Yield the whole addresses of the feeds in which an edition moves."""
    places = [("home_feed", {}), ("section_feed", {"slug": edition.section.slug})]
    for owner, rows in (
        ("author", EditionByline.objects),
        ("topic", EditionTopic.objects),
        ("source", EditionSource.objects),
    ):
        slugs = rows.filter(edition=edition).values_list(f"{owner}__slug", flat=True)
        places += [(f"{owner}_feed", {"slug": slug}) for slug in slugs]
    for name, words in places:
        for format in FORMATS:
            yield settings.BASE_URL + reverse(name, kwargs={**words, "format": format})


@task()
def notify_hubs(feeds: list[str]) -> None:
    """Tell every hub of changed feeds.

    Raises: HubRefused, after all have been asked, when one could not be told.
    """
    form = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()
    refusals = []
    for hub in settings.WEBSUB_HUBS:
        try:
            # A hub is where the settings say it is, on the house's own network too.
            answer = fetch("POST", hub, body=form, headers=AS_A_FORM, allow_private=True)
        except Unreachable as error:
            refusals.append(f"{hub}: {error}")
        else:
            if answer.status >= 300:
                refusals.append(f"{hub}: it answered {answer.status}")
    if refusals:
        raise HubRefused("; ".join(refusals))
