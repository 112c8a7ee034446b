"""Makes any number of live stories for measuring: invented prose, spread unevenly over ten years.

A fifth of the generated authors have left, and their stories are all from the first three years:
the worst case for an author page. `library` adds what a newsroom has beside its live stories.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TypeVar

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.editions.snapshot import Boxes, load_for_printing
from articles.models import Article, ArticleTopic, Byline, Citation, Edition, Section, Topic
from articles.workflow.bulk_publish import Backdated, publish_many
from authors.models import Author
from photos.models import Photo
from sources.models import Link, Source
from staff.models import User
from vocabulary.spans import FOREVER

Row = TypeVar("Row")

MARK = "Generated for measuring."
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


def generate(number: int, seed: int, report: Callable[[str], None]) -> None:
    """Add `number` live stories, the same ones for the same seed."""
    maker = Maker(seed)
    done = 0
    while done < number:
        count = min(BATCH, number - done)
        maker.add_live_stories(count)
        done += count
        if done % 20_000 == 0:
            report(f"{done} of {number} ...")


class Maker:
    """Makes random stories from the sections, sources and photos of the site."""

    def __init__(self, seed: int) -> None:
        self.chance = chance = random.Random(seed)  # noqa: S311 - invented prose, no secret
        self.now = timezone.now()
        self.by = User.objects.filter(is_superuser=True).first() or User.objects.get(
            username="editor"
        )
        self.writers = self.choose_writers()
        self.sections = list(Section.objects.all())
        self.authors = _get_authors(chance)
        self.gone = [a for a in self.authors if a.status == Author.Status.FORMER]
        self.sources = list(Source.objects.not_trashed()[:40])
        self.topics = list(Topic.objects.all())
        self.photos = list(Photo.objects.usable().filter(restrictions=MARK)[:2000])
        self.paragraphs = [self.make_paragraph() for _ in range(600)]
        # The first author, section or topic is drawn about n times as often as the nth.
        self.weights = {
            size: list(accumulate(1 / (rank + 1) for rank in range(size)))
            for size in {len(self.authors), len(self.sections), len(self.sources), len(self.topics)}
        }
        self.recent: dict[int, list[int]] = {}

    def pick(self, rows: list[Row]) -> Row:
        return self.chance.choices(rows, cum_weights=self.weights[len(rows)])[0]

    def choose_writers(self) -> list[User]:
        """Return the users who write, repeated by weight: half are one editor."""
        known = {user.username: user for user in User.objects.all()}
        names = ["reporter"] * 9 + ["contributor"]
        return [self.by] * 10 + [known.get(name, self.by) for name in names]

    def make_sentence(self) -> str:
        pick = self.chance.choice
        words = f"{pick(WHO)} {pick(DID)} {pick(WHAT)} {pick(HOW)}, {pick(WHY)}."
        return words[0].upper() + words[1:]

    def make_paragraph(self) -> str:
        return "<p>" + " ".join(self.make_sentence() for _ in range(4)) + "</p>"

    def make_headline(self, serial: int) -> str:
        pick = self.chance.choice
        words = f"{pick(WHO)} {pick(DID)} {pick(WHAT)} {pick(HOW)}, number {serial}"
        return words[0].upper() + words[1:]

    def pick_photo(self) -> Photo | None:
        """Return a generated photo for every other story."""
        return (
            self.chance.choice(self.photos) if self.photos and self.chance.random() < 0.5 else None
        )

    def get_date(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)

    @transaction.atomic
    def add_live_stories(self, count: int) -> None:
        """Add live stories, from random days of ten years."""
        articles = self.create_drafts(count)
        days = {article.pk: self.chance.random() * DAYS for article in articles}
        self.add_rows(articles, days)
        self.publish(articles, {pk: self.get_date(ago) for pk, ago in days.items()})

    def create_drafts(self, count: int, **fields: object) -> list[Article]:
        """Insert stories without publishing them."""
        base = Article.objects.count()
        rows = []
        for index in range(count):
            writer = self.chance.choice(self.writers)
            story = Article(
                headline=self.make_headline(base + index),
                standfirst=self.make_sentence(),
                body="".join(self.chance.choices(self.paragraphs, k=8)),
                section=self.pick(self.sections),
                kind=Article.Kind.NEWS,
                created_by=writer,
                edited_by=writer,
                lead_photo=self.pick_photo(),
            )
            for name, value in fields.items():
                setattr(story, name, value)
            rows.append(story)
        return Article.objects.bulk_create(rows, batch_size=500)

    def add_rows(self, articles: list[Article], days: dict[int, float]) -> None:
        """Add bylines, citations and topics; every tenth citation has a web page."""
        Byline.objects.bulk_create(
            [Byline(article=a, author=self.pick_author(days[a.pk])) for a in articles],
            batch_size=5000,
        )
        citations = [Citation(article=a, source=self.pick(self.sources)) for a in articles]
        self.add_links(citations[::10])
        Citation.objects.bulk_create(citations, batch_size=5000)
        ArticleTopic.objects.bulk_create(
            [
                ArticleTopic(content_object=article, tag=topic)
                for article in articles
                for topic in {self.pick(self.topics), self.pick(self.topics)}
            ],
            batch_size=5000,
        )

    def add_links(self, citations: list[Citation]) -> None:
        """Give citations links that were checked lately; a few are dead."""
        links = []
        for citation in citations:
            host = f"host{self.chance.randrange(500)}.example"
            links.append(
                Link(
                    digest=hashlib.sha256(f"{citation.article_id}".encode()).hexdigest(),
                    url=f"https://{host}/{citation.article_id}",
                    host=host,
                    due_at=self.now + timedelta(days=7 * self.chance.random()),
                    checked_at=self.now,
                    status=200,
                    dead_since=self.now if self.chance.random() < 0.005 else None,
                )
            )
        for citation, link in zip(citations, Link.objects.bulk_create(links), strict=True):
            citation.link, citation.url = link, link.url

    def publish(
        self,
        articles: list[Article],
        dates: dict[int, datetime],
        until: dict[int, datetime] | None = None,
    ) -> list[Edition]:
        """Publish each story as of its date, which is also when it was last changed."""
        load_for_printing(articles)
        editions = publish_many(
            [
                Backdated(
                    article,
                    live_from=dates[article.pk],
                    live_until=until[article.pk] if until else FOREVER,
                    boxes=self.choose_boxes(article),
                )
                for article in articles
            ],
            by=self.by,
        )
        printed = Edition.objects.filter(article=OuterRef("pk"), live_from__lte=self.now)
        at = Subquery(printed.values("live_from")[:1])
        out = [article.pk for article in articles if dates[article.pk] <= self.now]
        Article.objects.filter(pk__in=out).update(changed_at=at, created_at=at)
        return editions

    def pick_author(self, days_ago: float) -> Author:
        """Pick an author; those who have left wrote in the first three years only."""
        if days_ago > DAYS * 0.7 and self.chance.random() < 0.3:
            return self.chance.choice(self.gone)
        author = self.pick(self.authors)
        return author if author.status != Author.Status.FORMER else self.authors[0]

    def choose_boxes(self, article: Article) -> Boxes:
        """Choose the last few stories of the section as related ones."""
        recent = self.recent.setdefault(article.section_id, [])
        chosen = Boxes(related=recent[-4:], more_by=recent[-7:-4])
        recent.append(article.pk)
        del recent[:-8]
        return chosen


def _get_authors(chance: random.Random) -> list[Author]:
    """Return the authors of generated stories; create them the first time."""
    marked = Author.objects.filter(disclosures=MARK)
    if not marked.exists():
        first = "Ada Bram Cleo Dov Eske Finn Gita Hugo Imre Jora Kaj Lena Milo Nell Otto".split()
        last = "Aldous Breck Corrin Dale Eames Farrow Glint Harrow Ives Jessop Kells Lorn".split()
        for number in range(AUTHORS):
            name = f"{first[number % len(first)]} {last[number % len(last)]}"
            Author.objects.create(
                name=name,
                slug=Author.objects.find_free_slug(name),
                role="Correspondent",
                short_bio=f"{name} was invented for measuring. Writes on {chance.choice(WHAT)}.",
                disclosures=MARK,
                status=Author.Status.FORMER if number % 5 == 4 else Author.Status.STAFF,
                checked_at=timezone.now(),
            )
    return list(marked.order_by("pk"))
