"""tick: runs the jobs of newsroom.periodic once, or every minute."""

import time
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from ... import periodic

PAUSE = 60  # seconds


class Command(BaseCommand):
    help = "Run the jobs of every minute: once, or with --loop until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Run them again every minute.")

    def handle(self, *, loop: bool, **options: object) -> None:
        cleaned_on = None
        while True:
            cleaned_on = self.run_jobs(cleaned_on, retry=loop)
            if not loop:
                return
            time.sleep(PAUSE)
            close_old_connections()

    def run_jobs(self, cleaned_on: date | None, *, retry: bool) -> date | None:
        """Run the jobs once; return the day those of every day last ran.

        Args:
            retry: whether to go on when the database is locked or restarting.
        """
        now = timezone.now()
        try:
            periodic.run_every_minute(now)
            if cleaned_on != now.date():
                periodic.run_every_day(now)
        except OperationalError as error:
            if not retry:
                raise
            self.stderr.write(f"The jobs of this minute failed: {error}")
            return cleaned_on
        return now.date()
