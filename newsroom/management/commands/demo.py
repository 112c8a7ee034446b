import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from articles import search
from articles.models import Article
from outlet.models import Outlet
from photos.models import Photo
from photos.renditions import enqueue_renditions

from ...demo import generate, library, load


class Command(BaseCommand):
    help = "Load a small believable newspaper, or add generated live stories to measure by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--articles",
            type=int,
            metavar="N",
            help="add N generated live stories, and what a desk gathers beside them",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is a paper already"
        )
        parser.add_argument("--seed", type=int, default=1, help="of the generated stories")

    def handle(self, *, articles: int | None, if_empty: bool, seed: int, **options: object) -> None:
        there_is_a_paper = Outlet.objects.exists() or Article.objects.exists()
        if articles is not None:
            if articles < 1:
                raise CommandError("--articles takes a number from 1.")
            if not there_is_a_paper:
                self.load()
            self.generate(articles, seed)
        elif not there_is_a_paper:
            self.load()
        elif not if_empty:
            raise CommandError(
                "There is a paper already. The demo goes into an empty database; "
                "--articles N adds generated stories to any."
            )

    def load(self) -> None:
        start = time.perf_counter()
        load.Loader(self.stdout.write).load()
        for photo in Photo.objects.order_by("pk"):
            enqueue_renditions(photo)  # the loader drew few sizes, and none in AVIF, to be quick
        self.stdout.write(f"The demo paper was loaded in {time.perf_counter() - start:.1f} s.")
        self.stdout.write(load.log_ins())

    def generate(self, number: int, seed: int) -> None:
        start = time.perf_counter()
        library.gather_library(number)
        generate.generate(number, seed, self.stdout.write)
        library.gather_copy(number, seed)
        seconds = time.perf_counter() - start
        self.stdout.write(
            f"{number} stories in {seconds:.1f} s: {number / seconds:.0f} a second, before search."
        )
        start = time.perf_counter()
        count = search.rebuild()
        seconds = time.perf_counter() - start
        self.stdout.write(f"The search index of {count} stories was built in {seconds:.1f} s.")
