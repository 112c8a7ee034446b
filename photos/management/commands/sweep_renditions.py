"""Delete renditions that no photo has any more: crops drawn again leave their old files behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ...models import Rendition
from ...renditions import FOLDER


class Command(BaseCommand):
    help = (
        "Delete renditions that no photo has any more. They are kept for some days, because "
        "pages in others' caches still name them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="how old a file must be (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=options["days"])
        named = set(Rendition.objects.values_list("file", flat=True))
        deleted = 0
        for file in self._files():
            name = f"{FOLDER}{file}"
            if name not in named and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                deleted += 1
        self.stdout.write(f"{deleted} files deleted.")

    def _files(self) -> list[str]:
        try:
            return default_storage.listdir(FOLDER)[1]
        except FileNotFoundError:
            return []
