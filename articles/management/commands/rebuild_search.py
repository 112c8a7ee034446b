"""Build the search index anew, while the site runs."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from ... import search


class Command(BaseCommand):
    help = "Build the full-text index anew from the editions readers have or will have."

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()

        def rate(count: int) -> str:
            return f"{count} rows, {count / max(monotonic() - began, 0.001):,.0f} a second"

        def tell(count: int) -> None:
            if count % 10_000 == 0:
                self.stderr.write(rate(count))

        count = search.rebuild(told=tell)
        self.stdout.write(f"Search holds {rate(count)}.")
