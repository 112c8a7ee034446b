"""Makes any number of live stories to measure by: plain invented prose, ten years, skewed.

A fifth of the generated authors have left: their stories all lie in the first three years, which
is what makes an author page slow where lists are read the wrong way.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate

from django.db import transaction
from django.utils import timezone

from articles.models import Article, ArticleTopic, Byline, Citation, Section, Topic
from articles.printing import Boxes, load_for_printing
from articles.workflow import Backdated, publish_many
from authors.models import Author
from sources.models import Source
from staff.models import User

BATCH = 1000
DAYS = 3650
AUTHORS = 60
WHO = (
    "the harbour office|a ferry crew|the school board|two surveyors|the rowing club|the council"
    "|a night porter|the grain dealers|three pilots|the library|a retired engineer|the choir"
).split("|")
DID = (
    "counted|repaired|questioned|postponed|measured|reopened|sold|painted|defended|moved|found"
    "|rejected|doubled|closed|tested|borrowed"
).split("|")
WHAT = (
    "the north quay|a disused signal box|its budget|the tide tables|eleven benches|the old crane"
    "|a row of lime trees|the winter timetable|its archive|the upper weir|a bridge|the fish hall"
).split("|")
HOW = (
    "before the first frost|without a vote|for the third year running|at its own cost"
    "|after a long meeting|in spite of the rain|with borrowed tools|by a narrow margin"
    "|as its neighbours watched|on the second attempt"
).split("|")
WHY = (
    "because nobody else would|to save eight marks a week|so that the buses can turn"
    "|since the survey was wrong|in memory of a cat|to please the insurers"
).split("|")


def generate(number: int, seed: int, say: Callable[[str], None]) -> None:
    """Add `number` live stories, the same ones for the same seed."""
    maker = _Maker(random.Random(seed))  # noqa: S311 - invented prose, no secret
    done = 0
    while done < number:
        count = min(BATCH, number - done)
        maker.batch(count, done)
        done += count
        if done % 20_000 == 0:
            say(f"{done} of {number} ...")


class _Maker:
    """Draws stories by chance, from what the paper has."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.now = timezone.now()
        self.by = User.objects.filter(is_superuser=True).first() or User.objects.get(
            username="editor"
        )
        self.sections = list(Section.objects.all())
        self.authors = _authors(chance)
        self.gone = [a for a in self.authors if a.standing == Author.Standing.FORMER]
        self.sources = list(Source.objects.kept()[:40])
        self.topics = list(Topic.objects.all())
        self.paragraphs = [self.paragraph() for _ in range(600)]
        # The first author, section or topic is drawn about n times as often as the nth.
        self.weights = {
            size: list(accumulate(1 / (rank + 1) for rank in range(size)))
            for size in {len(self.authors), len(self.sections), len(self.sources), len(self.topics)}
        }
        self.recent: dict[int, list[int]] = {}

    def one(self, rows: list):  # noqa: ANN201
        return self.chance.choices(rows, cum_weights=self.weights[len(rows)])[0]

    def sentence(self) -> str:
        pick = self.chance.choice
        words = f"{pick(WHO)} {pick(DID)} {pick(WHAT)} {pick(HOW)}, {pick(WHY)}."
        return words[0].upper() + words[1:]

    def paragraph(self) -> str:
        return "<p>" + " ".join(self.sentence() for _ in range(4)) + "</p>"

    def headline(self, serial: int) -> str:
        pick = self.chance.choice
        words = f"{pick(WHO)} {pick(DID)} {pick(WHAT)} {pick(HOW)}, number {serial}"
        return words[0].upper() + words[1:]

    @transaction.atomic
    def batch(self, count: int, offset: int) -> None:
        base = Article.objects.count()
        articles = Article.objects.bulk_create(
            (
                Article(
                    headline=self.headline(base + index),
                    standfirst=self.sentence(),
                    body="".join(self.chance.choices(self.paragraphs, k=8)),
                    section=self.one(self.sections),
                    kind=Article.Kind.NEWS,
                    created_by=self.by,
                    edited_by=self.by,
                )
                for index in range(count)
            ),
            batch_size=500,
        )
        days = {article.pk: self.chance.random() * DAYS for article in articles}
        Byline.objects.bulk_create(
            [Byline(article=a, author=self.writer(days[a.pk])) for a in articles], batch_size=5000
        )
        Citation.objects.bulk_create(
            [Citation(article=a, source=self.one(self.sources)) for a in articles], batch_size=5000
        )
        ArticleTopic.objects.bulk_create(
            [
                ArticleTopic(content_object=article, tag=topic)
                for article in articles
                for topic in {self.one(self.topics), self.one(self.topics)}
            ],
            batch_size=5000,
        )
        load_for_printing(articles)
        publish_many(
            [
                Backdated(
                    article,
                    live_from=self.now - timedelta(days=days[article.pk]),
                    boxes=self.boxes(article),
                )
                for article in articles
            ],
            by=self.by,
        )

    def writer(self, days_ago: float) -> Author:
        """Draw an author; one who has left wrote in the first three years only."""
        if days_ago > DAYS * 0.7 and self.chance.random() < 0.3:
            return self.chance.choice(self.gone)
        author = self.one(self.authors)
        return author if author.standing != Author.Standing.FORMER else self.authors[0]

    def boxes(self, article: Article) -> Boxes:
        """Take the last few stories of the section for the foot."""
        recent = self.recent.setdefault(article.section_id, [])
        chosen = Boxes(related=recent[-4:], more_by=recent[-7:-4])
        recent.append(article.pk)
        del recent[:-8]
        return chosen


def _authors(chance: random.Random) -> list[Author]:
    """Return the paper's authors of generated stories, making them the first time."""
    marked = Author.objects.filter(disclosures="Generated to measure by.")
    if not marked.exists():
        first = "Ada Bram Cleo Dov Eske Finn Gita Hugo Imre Jora Kaj Lena Milo Nell Otto".split()
        last = "Aldous Breck Corrin Dale Eames Farrow Glint Harrow Ives Jessop Kells Lorn".split()
        for number in range(AUTHORS):
            name = f"{first[number % len(first)]} {last[number % len(last)]}"
            Author.objects.create(
                name=name,
                slug=Author.objects.free_slug(name),
                role="Correspondent",
                short_bio=f"{name} was invented to measure by and writes of {chance.choice(WHAT)}.",
                disclosures="Generated to measure by.",
                standing=Author.Standing.FORMER if number % 5 == 4 else Author.Standing.STAFF,
                checked_at=timezone.now(),
            )
    return list(marked.order_by("pk"))
