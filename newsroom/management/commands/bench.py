"""bench: measures how long each kind of page takes and how many queries it needs.

Of one site, or of two databases side by side.
"""

import platform
import statistics
import sys
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.models import Edition
from copydesk import Copy, check_copy
from vocabulary.text import count_words, html_to_text

from ...benchmark.page_cache_hits import CacheHits
from ...benchmark.targets import OtherSite, OwnSite
from ...bootstrap import collect_static, hold_lock

WORDS_TO_READ = 1000  # words, at least
WARM_UP = 3  # requests before the clock runs: templates are compiled, connections open


class Command(BaseCommand):
    help = "Measure every kind of page in this process, without server or network."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=30, help="Requests for each page.")
        parser.add_argument("--search", default="harbour", help="The word to search for.")
        parser.add_argument("--only", default="", help="Pages whose kind holds these letters.")
        parser.add_argument(
            "--against",
            metavar="DATABASE_URL",
            help="Measure another database too, in turn, and compare the times.",
        )
        parser.add_argument("--answer", action="store_true", help="Measure for another process.")

    def handle(self, *, rounds: int, search: str, only: str, **options: object) -> None:
        if settings.DEBUG:
            raise CommandError("With DEBUG on the times mean nothing: use `make bench`.")
        if rounds < 1:
            raise CommandError("--rounds must be at least 1.")
        with hold_lock():
            collect_static(self.stderr.write)
        if options["answer"]:
            self.answer(search)
        elif options["against"]:
            self.compare(search, str(options["against"]), rounds, only)
        else:
            self.measure(search, rounds, only)

    def answer(self, search: str) -> None:
        site = OwnSite(search)
        site.serve(sys.stdin, lambda line: print(line, flush=True))
        site.close()

    def measure(self, search: str, rounds: int, only: str) -> None:
        """Request each page `rounds` times, and once more to count its queries."""
        site = OwnSite(search)
        self.stdout.write(
            f"{site.title}, Python {platform.python_version()}, {rounds} rounds;"
            " median and slowest in milliseconds, and from the page cache in microseconds"
        )
        self.stdout.write(
            f"{'median':>8} {'slowest':>8} {'queries':>8} {'bytes':>8} {'cached':>7}  page"
        )
        cache_hits = CacheHits(site.host)
        for kind, path in site.kinds.items():
            if only not in kind:
                continue
            [times] = measure_in_turn([site], kind, rounds)
            found = site.measure(kind, count_queries=True)
            cached = cache_hits.measure(path) if site.is_public(kind) else None
            self.stdout.write(
                f"{statistics.median(times):8.1f} {max(times):8.1f} {found.queries:8}"
                f" {found.size:8} {f'{cached:.1f}' if cached else '':>7}"
                f"  {kind}{describe_status(found.status)}  {path}"
            )
        site.close()
        words, times = time_copy_desk(rounds)
        self.stdout.write(
            f"{statistics.median(times):8.1f} {max(times):8.1f} {0:8} {'':8} {'':7}"
            f"  the copy desk checks {words} words"
        )

    def compare(self, search: str, against: str, rounds: int, only: str) -> None:
        """Measure two sites in turn, so that both run under the same conditions."""
        sites = [OtherSite(search, ""), OtherSite(search, against)]
        for name, site in zip("AB", sites, strict=True):
            self.stdout.write(f"{name}: {site.title}")
        self.stdout.write(f"{rounds} rounds in turn; medians in milliseconds")
        self.stdout.write(f"{'A':>8} {'B':>8} {'B/A':>6} {'queries':>9} {'kB':>9}  page")
        for kind in sites[0].kinds:
            if only not in kind or kind not in sites[1].kinds:
                continue
            one, other = map(statistics.median, measure_in_turn(sites, kind, rounds))
            counted = [site.measure(kind, count_queries=True) for site in sites]
            queries = " ".join(str(found.queries) for found in counted)
            sizes = " ".join(str(round(found.size / 1000)) for found in counted)
            self.stdout.write(
                f"{one:8.1f} {other:8.1f} {other / one:6.2f} {queries:>9} {sizes:>9}  {kind}"
                f"{describe_status(counted[1].status)}"
            )
        for site in sites:
            site.close()


def measure_in_turn(
    sites: Sequence[OwnSite | OtherSite], kind: str, rounds: int
) -> list[list[float]]:
    """Request a page of each site in turn, `rounds` times; return the milliseconds."""
    for _request in range(WARM_UP):
        for site in sites:
            site.measure(kind)
    rows = [[site.measure(kind).milliseconds for site in sites] for _round in range(rounds)]
    return [list(times) for times in zip(*rows, strict=True)]


def describe_status(status: int) -> str:
    return "" if status == 200 else f" (answered {status})"


def time_copy_desk(rounds: int) -> tuple[int, list[float]]:
    """Check 1,000 words of the newest stories; return the words and the milliseconds."""
    body, words = "", 0
    for edition in Edition.objects.listed(timezone.now()).newest_first().filter(language="en")[:50]:
        body += edition.body
        words = count_words(html_to_text(body))
        if words >= WORDS_TO_READ:
            break
    copy = Copy(headline="The newest stories", body_html=body)
    times = []
    for _reading in range(rounds):
        began = time.perf_counter()
        check_copy(copy)
        times.append((time.perf_counter() - began) * 1000)
    return words, times
