"""Prove that the record is whole."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from ...editions import hash_chain


class Command(BaseCommand):
    help = (
        "Check hashes, chains, spans, copies and days of the record. Prints each fault as a "
        "sentence and exits with 1 if there is any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--article", type=int, metavar="ID", help="check one story only")

    def handle(self, *args: Any, article: int | None = None, **options: Any) -> None:
        faults = 0
        for fault in self._faults(article):
            self.stdout.write(fault)
            faults += 1
        if faults:
            self.stderr.write(f"{faults} faults.")
            sys.exit(1)
        self.stdout.write("The record is whole.")

    def _faults(self, article: int | None) -> Iterator[str]:
        if article is not None:
            yield from hash_chain.verify_article(article)
            return
        yield from hash_chain.verify_all()
        yield from hash_chain.verify_days()
