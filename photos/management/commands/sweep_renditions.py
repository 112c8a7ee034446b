"""Delete files of renditions that no photo uses any more; remade crops leave their old files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ...models import Rendition
from ...stored_files import RENDITIONS


class Command(BaseCommand):
    help = (
        "Delete renditions that no photo uses any more. They are kept for some days, because "
        "cached pages may still refer to them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="how old a file must be (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=options["days"])
        used = set(Rendition.objects.values_list("file", flat=True))
        deleted = 0
        for file in self._list_files():
            name = f"{RENDITIONS}{file}"
            if name not in used and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                deleted += 1
        self.stdout.write(f"{deleted} files deleted.")

    def _list_files(self) -> list[str]:
        try:
            return default_storage.listdir(RENDITIONS)[1]
        except FileNotFoundError:
            return []
