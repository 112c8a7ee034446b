"""demo: loads the demo newspaper, or adds generated stories."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles import search
from articles.models import Article
from outlet.models import Outlet
from photos.models import Photo
from photos.renditions import enqueue_renditions

from ...demo import generate, library, load


class Command(BaseCommand):
    help = "Load the demo newspaper, or add generated live stories for measuring."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--articles",
            type=int,
            metavar="N",
            help="add N generated live stories, with photos, drafts and notes to match",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if there is a site already"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="random seed of the generated stories"
        )

    def handle(self, *, articles: int | None, if_empty: bool, seed: int, **options: object) -> None:
        has_site = Outlet.objects.exists() or Article.objects.exists()
        if articles is not None:
            if articles < 1:
                raise CommandError("--articles takes a number from 1.")
            if not has_site:
                self.load()
            self.generate(articles, seed)
        elif not has_site:
            self.load()
        elif not if_empty:
            raise CommandError(
                "There is a site already. The demo needs an empty database; "
                "--articles N adds generated stories to any site."
            )

    def load(self) -> None:
        start = time.perf_counter()
        with (
            transaction.atomic()
        ):  # whoever interrupts it finds an empty database, and can begin again
            load.Loader(self.stdout.write).load()
            for photo in Photo.objects.order_by("pk"):
                enqueue_renditions(photo)  # the loader drew few sizes, and none in AVIF
        self.stdout.write(f"The demo was loaded in {time.perf_counter() - start:.1f} s.")
        self.stdout.write(load.describe_logins())

    def generate(self, number: int, seed: int) -> None:
        start = time.perf_counter()
        library.add_library(number)
        generate.generate(number, seed, self.stdout.write)
        library.add_unpublished(number, seed)
        seconds = time.perf_counter() - start
        self.stdout.write(
            f"{number} stories in {seconds:.1f} s: {number / seconds:.0f} a second, unindexed."
        )
        start = time.perf_counter()
        count = search.rebuild()
        seconds = time.perf_counter() - start
        self.stdout.write(f"The search index of {count} stories was built in {seconds:.1f} s.")
