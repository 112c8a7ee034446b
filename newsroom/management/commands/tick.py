"""tick: runs the jobs of newsroom.periodic once, or every minute."""

import logging
import time
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from vocabulary.faults import DATABASE_ERRORS, Backoff

from ... import periodic
from ...operating.health import beat

PAUSE = 60  # seconds
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the jobs of every minute: once, or with --loop until stopped."

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.cleaned_on: date | None = None
        self.backoff = Backoff()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Run them again every minute.")

    def handle(self, *, loop: bool, **options: object) -> None:
        if not loop:
            self.run_jobs()
            return
        while True:
            time.sleep(self.run_round())
            close_old_connections()

    def run_round(self) -> float:
        """Run the jobs, whatever becomes of them; return for how many seconds to wait."""
        try:
            self.run_jobs()
        except DATABASE_ERRORS as error:
            if not self.backoff.failures:
                self.stderr.write(f"The jobs of this minute wait for the database: {error}")
            return self.backoff.fail()
        except Exception:
            log.exception("The jobs of this minute failed.")
        self.backoff.succeed()
        return PAUSE

    def run_jobs(self) -> None:
        """Run the jobs of the minute, and those of the day when they have not run today."""
        now = timezone.now()
        beat("tick")
        periodic.run_every_minute(now)
        if self.cleaned_on != now.date():
            periodic.run_every_day(now)
            self.cleaned_on = now.date()
