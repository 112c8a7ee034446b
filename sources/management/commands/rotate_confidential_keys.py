"""Lock every confidential record with the first of the site's keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sources.confidential.actions import rotate_keys
from sources.confidential.keys import Locked


class Command(BaseCommand):
    help = (
        "Locks every confidential record with the first key of NEWSROOM_CONFIDENTIAL_KEYS. "
        "Afterwards the other keys are not needed, except for older backups."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            locked, failed = rotate_keys()
        except Locked as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{locked} confidential records are locked with the first key now.")
        for number, sentence in failed.items():
            self.stderr.write(f"Record {number} was left as it is. {sentence}")
        if failed:
            raise CommandError("Keep the old keys: some records need them.")
        self.stdout.write("No record needs another key. Older backups do.")
