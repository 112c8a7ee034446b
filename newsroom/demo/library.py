"""Adds what a newsroom has beside its live stories, for measuring: photos, sources, drafts,
scheduled, withdrawn and spiked stories, commissions and notes.

There are at least enough of each to fill a page of its list, however few live stories there are.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

import reversion
from django.db import transaction
from django.utils import timezone

from articles import revisions
from articles.models import Article, Change
from articles.workflow.bulk_publish import Backdated, publish_many
from desk.models import Commission, Mention, Note
from photos.models import Photo, Rendition
from sources.models import Source
from vocabulary.spans import FOREVER

from .generate import DAYS, MARK, Maker

PAGE = 60  # a little more than a page of a list


def take_share(number: int, part: int) -> int:
    """Return a part of `number`: at least a page, unless the site is tiny."""
    return max(number // part, min(PAGE, number // 10))


@transaction.atomic
def add_library(number: int) -> None:
    """Add photos and sources for `number` stories. The photos reuse the files of the demo."""
    pictures = list(Photo.objects.usable().exclude(restrictions=MARK).for_drawing())
    if pictures:
        few = take_share(number, 1000)
        _add_photos(pictures, take_share(number, 10) + 2 * few, few)
    known = Source.objects.count()
    Source.objects.bulk_create(
        Source(
            kind=Source.Kind.ORGANISATION,
            name=f"Measuring office {known + index}",
            slug=f"measuring-office-{known + index}",
            trust_notes=MARK,
        )
        for index in range(take_share(number, 50))
    )


def _add_photos(pictures: list[Photo], count: int, few: int) -> None:
    """Add photos; some lack a credit, and the rights of some end soon."""
    now = timezone.now()
    ends = [FOREVER] * (count - few) + [now + timedelta(days=8 + n % 6) for n in range(few)]
    photos = Photo.objects.bulk_create(
        Photo(
            image=shown.image.name,
            width=shown.width,
            height=shown.height,
            title=f"{shown.title}, number {index}",
            caption=shown.caption,
            alt=shown.alt,
            credit="" if index < few else shown.credit,
            licence=shown.licence,
            restrictions=MARK,
            rights_from=now - timedelta(days=DAYS + 100),
            rights_until=ends[index],
            uploaded_by=shown.uploaded_by,
        )
        for index, shown in zip(range(count), cycle(pictures), strict=False)
    )
    came = now - timedelta(days=100)
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(uploaded_at=came)
    Rendition.objects.bulk_create(
        Rendition(
            photo=photo,
            crop=made.crop,
            format=made.format,
            width=made.width,
            height=made.height,
            file=made.file.name,
            bytes=made.bytes,
        )
        for photo, shown in zip(photos, cycle(pictures), strict=False)
        for made in shown.renditions.all()
        if (made.crop, made.format) == ("whole", "jpeg")
    )


def add_unpublished(number: int, seed: int) -> None:
    """Add the unpublished stories of a site with `number` live ones."""
    maker = UnpublishedMaker(seed)
    maker.add_drafts(max(number // 200, min(4 * PAGE, number // 4)))
    maker.add_in_review(take_share(number, 2000))
    maker.add_scheduled(take_share(number, 2000))
    maker.add_withdrawn(take_share(number, 1000))
    maker.add_spiked(take_share(number, 500))
    maker.add_notes(take_share(number, 20))


class UnpublishedMaker(Maker):
    """Makes random stories that readers do not have."""

    def make_old(self, count: int, days: float = DAYS, **fields: object) -> list[Article]:
        """Insert stories last changed on random days of the last `days`."""
        articles = self.create_drafts(count, **fields)
        ago = {article.pk: self.chance.random() * days for article in articles}
        self.add_rows(articles, ago)
        for article in articles:
            article.created_at = article.changed_at = self.get_date(ago[article.pk])
        Article.objects.bulk_update(articles, ["created_at", "changed_at"], batch_size=500)
        return articles

    @transaction.atomic
    def add_drafts(self, count: int) -> None:
        """Add drafts: half are recent, half abandoned; half of each were commissioned."""
        for lately in (True, False):
            articles = self.make_old(count // 2, 30 if lately else DAYS)
            asked = articles[::2]
            for article in asked:
                article.assignee = self.chance.choice(self.writers)
            Article.objects.bulk_update(asked, ["assignee"], batch_size=500)
            late = timedelta(days=self.chance.random() * 3)
            Commission.objects.bulk_create(
                Commission(article=a, due_at=a.changed_at + timedelta(days=20) + late, words=600)
                for a in asked
            )
            for article in asked[:PAGE]:
                with revisions.record_revision(article.created_by, "Saved"):
                    reversion.add_to_revision(article)

    @transaction.atomic
    def add_in_review(self, count: int) -> None:
        for status in (Article.Status.IN_REVIEW, Article.Status.READY):
            articles = self.make_old(count, 3, status=status)
            for article in articles:
                article.submitted_at = article.changed_at
            Article.objects.bulk_update(articles, ["submitted_at"], batch_size=500)

    @transaction.atomic
    def add_scheduled(self, count: int) -> None:
        articles = self.make_old(count, 3)
        soon = {a.pk: self.now + timedelta(days=7 * self.chance.random()) for a in articles}
        self.publish(articles, soon)

    @transaction.atomic
    def add_withdrawn(self, count: int) -> None:
        """Add stories that were live for a day, on random days of ten years."""
        articles = self.create_drafts(count)
        days = {article.pk: 1 + self.chance.random() * (DAYS - 1) for article in articles}
        self.add_rows(articles, days)
        ends = {pk: self.get_date(ago - 1) for pk, ago in days.items()}
        first = self.publish(articles, {pk: self.get_date(ago) for pk, ago in days.items()}, ends)
        publish_many(
            [
                Backdated(
                    article,
                    live_from=ends[article.pk],
                    change=Change.WITHDRAWAL,
                    note="Generated to be withdrawn.",
                    follows=edition,
                )
                for article, edition in zip(articles, first, strict=True)
            ],
            by=self.by,
        )

    @transaction.atomic
    def add_spiked(self, count: int) -> None:
        articles = self.make_old(count)
        for article in articles:
            article.spiked_at = article.changed_at
        Article.objects.bulk_update(articles, ["spiked_at"], batch_size=500)

    @transaction.atomic
    def add_notes(self, count: int) -> None:
        """Add questions from a reporter to the editor on random stories; most are answered."""
        stories = list(
            Article.objects.not_trashed().order_by("?").values_list("pk", flat=True)[:count]
        )
        asks = self.writers[10]
        at = [self.get_date(DAYS * (1 - place / count)) for place in range(len(stories))]
        asked = Note.objects.bulk_create(
            Note(article_id=pk, by=asks, text=self.make_sentence(), made_at=moment)
            for pk, moment in zip(stories, at, strict=True)
        )
        Mention.objects.bulk_create(
            Mention(note=note, person=self.by, outcome=Mention.Outcome.SENT, sent_at=note.made_at)
            for note in asked
        )
        Note.objects.bulk_create(
            Note(
                article_id=note.article_id,
                by=self.by,
                text=self.make_sentence(),
                made_at=note.made_at + timedelta(hours=1),
            )
            for note in asked[:-3]
        )
