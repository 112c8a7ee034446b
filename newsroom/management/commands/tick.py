"""tick: the round that newsroom.periodic describes, once or every minute."""

import time
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from ... import periodic

PAUSE = 60  # seconds


class Command(BaseCommand):
    help = "Do what has to be done every minute: once, or with --loop until ended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on, once a minute.")

    def handle(self, *, loop: bool, **options: object) -> None:
        tidied = None
        while True:
            tidied = self.go_round(tidied, patient=loop)
            if not loop:
                return
            time.sleep(PAUSE)
            close_old_connections()

    def go_round(self, tidied: date | None, *, patient: bool) -> date | None:
        """Do one round and return the day of the last tidying.

        A loop is patient: a database that is locked or restarting gets another try next minute.
        """
        now = timezone.now()
        try:
            periodic.every_minute(now)
            if tidied != now.date():
                periodic.every_day(now)
        except OperationalError as error:
            if not patient:
                raise
            self.stderr.write(f"This minute's round was left out: {error}")
            return tidied
        return now.date()
