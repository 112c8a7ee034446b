"""bench: how long each kind of page takes to draw, for readers and at the desk, and with how
many queries."""

import platform
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.copydesk import Copy, read_copy_desk
from articles.models import Edition, EditionByline, EditionSource, EditionTopic
from articles.workflow import State
from staff.models import User
from vocabulary.text import plain, word_count

COPY_READ = 1000  # words, at least
WARM_UP = 3  # requests before the clock runs: templates are compiled, connections open


@dataclass(frozen=True)
class Measured:
    path: str
    status: int
    milliseconds: float
    worst: float
    queries: int
    size: int


class Command(BaseCommand):
    help = "Measure every kind of page in this process, without server or network."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=30, help="Requests for each page.")
        parser.add_argument("--search", default="harbour", help="The word to search for.")

    def handle(self, *, rounds: int, search: str, **options: object) -> None:
        if settings.DEBUG:
            raise CommandError("With DEBUG on the figures mean nothing: use `make bench`.")
        if rounds < 1:
            raise CommandError("--rounds must be at least 1.")
        pages = list(pages_of_each_kind(search))
        self.stdout.write(
            f"{Edition.objects.count()} editions, {connection.vendor}, Python"
            f" {platform.python_version()}, {rounds} rounds; median and slowest in milliseconds"
        )
        self.stdout.write(f"{'median':>8} {'slowest':>8} {'queries':>8} {'bytes':>8}  page")
        editor = User.objects.with_perm("articles.edit_all_copy").filter(is_staff=True).first()
        asked = [(path, None) for path in pages]
        asked += [(path, editor) for path in desk_pages(search) if editor]
        for path, by in asked:
            found = measure(path, rounds, by)
            note = "" if found.status == 200 else f"  (answered {found.status})"
            self.stdout.write(
                f"{found.milliseconds:8.1f} {found.worst:8.1f} {found.queries:8}"
                f" {found.size:8}  {found.path}{note}"
            )
        words, times = read_copy(rounds)
        self.stdout.write(
            f"{statistics.median(times):8.1f} {max(times):8.1f} {0:8} {'':8}"
            f"  the copy desk reads {words} words"
        )


def pages_of_each_kind(search: str) -> Iterator[str]:
    """Name one page of each kind, from the newest story that has what the kind needs.

    Raises: CommandError, when the paper has no live story.
    """
    now = timezone.now()
    newest = Edition.objects.listed(now).newest_first().select_related("section").first()
    if newest is None:
        raise CommandError("The paper has no live story; `make demo` makes a thousand.")
    yield "/"
    yield newest.section.get_absolute_url()
    yield newest.get_absolute_url()
    for rows, noun in (
        (EditionByline, "author"),
        (EditionSource, "source"),
        (EditionTopic, "topic"),
    ):
        row = rows.objects.listed(now).newest_first().select_related(noun).first()
        if row is not None:
            yield getattr(row, noun).get_absolute_url()
    yield f"/archive/{newest.dated_on:%Y/%m/%d}/"
    yield f"/search/?q={search}"
    yield from ("/feed.rss", "/feed.json", "/sitemap.xml", "/news-sitemap.xml")


def read_copy(rounds: int) -> tuple[int, list[float]]:
    """Have the copy desk read 1,000 words of the newest stories; return words and milliseconds."""
    body, words = "", 0
    for edition in Edition.objects.listed(timezone.now()).newest_first().filter(language="en")[:50]:
        body += edition.body
        words = word_count(plain(body))
        if words >= COPY_READ:
            break
    copy = Copy(headline="The newest stories", body_html=body)
    times = []
    for _reading in range(rounds):
        began = time.perf_counter()
        read_copy_desk(copy)
        times.append((time.perf_counter() - began) * 1000)
    return words, times


def desk_pages(search: str) -> Iterator[str]:
    """Name the desk's first page, its lists of stories and its search."""
    stories = reverse("admin:articles_article_changelist")
    yield reverse("admin:index")
    yield from (stories, *(f"{stories}?state={state}" for state in State), f"{stories}?q={search}")
    yield f"{reverse('admin:find')}?q={search}"


def measure(path: str, rounds: int, by: User | None = None) -> Measured:
    """Ask for a page `rounds` times and once more to count its queries, logged in as `by`."""
    host = next((h for h in settings.ALLOWED_HOSTS if not h.startswith((".", "*"))), "localhost")
    client = Client(headers={"host": host}, raise_request_exception=False)
    if by:
        client.force_login(by)
    ask = lambda: client.get(path, secure=True)  # noqa: E731
    for _request in range(WARM_UP):
        ask()
    times = []
    for _request in range(rounds):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    client.logout()
    size = sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)
    return Measured(
        path, answer.status_code, statistics.median(times), max(times), len(captured), size
    )
