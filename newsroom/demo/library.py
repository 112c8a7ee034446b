"""Makes what a newsroom gathers beside its live stories, to measure by: a library of photos and
sources, copy under way, copy nobody finished, what was withdrawn or spiked, commissions and notes.

A desk has at least as much under way as fills a page of each list, however small its archive is.
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


def share(number: int, part: int) -> int:
    """Return a part of `number`; at least a page, where the paper is not tiny."""
    return max(number // part, min(PAGE, number // 10))


@transaction.atomic
def gather_library(number: int) -> None:
    """Add photos and sources for `number` stories. The photos show the paper's own pictures."""
    pictures = list(Photo.objects.usable().exclude(restrictions=MARK).for_drawing())
    if pictures:
        few = share(number, 1000)
        _photos(pictures, share(number, 10) + 2 * few, few)
    known = Source.objects.count()
    Source.objects.bulk_create(
        Source(
            kind=Source.Kind.ORGANISATION,
            name=f"Measuring office {known + index}",
            slug=f"measuring-office-{known + index}",
            trust_notes=MARK,
        )
        for index in range(share(number, 50))
    )


def _photos(pictures: list[Photo], count: int, few: int) -> None:
    """Add photos; of some the papers are missing, of some the rights end soon."""
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


def gather_copy(number: int, seed: int) -> None:
    """Add what lies at the desk of a paper with `number` live stories."""
    desk = Desk(seed)
    desk.drafts(max(number // 200, min(4 * PAGE, number // 4)))
    desk.waiting(share(number, 2000))
    desk.scheduled(share(number, 2000))
    desk.withdrawn(share(number, 1000))
    desk.spiked(share(number, 500))
    desk.notes(share(number, 20))


class Desk(Maker):
    """Draws copy by chance, as old as it may be."""

    def aged(self, count: int, days: float = DAYS, **fields: object) -> list[Article]:
        """Insert copy that was changed last on some day of the last `days`."""
        articles = self.copy(count, **fields)
        ago = {article.pk: self.chance.random() * days for article in articles}
        self.equip(articles, ago)
        for article in articles:
            article.created_at = article.changed_at = self.days_ago(ago[article.pk])
        Article.objects.bulk_update(articles, ["created_at", "changed_at"], batch_size=500)
        return articles

    @transaction.atomic
    def drafts(self, count: int) -> None:
        """Half of it is written now, half was never finished; of each a half was commissioned."""
        for lately in (True, False):
            articles = self.aged(count // 2, 30 if lately else DAYS)
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
    def waiting(self, count: int) -> None:
        for status in (Article.Status.IN_REVIEW, Article.Status.READY):
            articles = self.aged(count, 3, status=status)
            for article in articles:
                article.submitted_at = article.changed_at
            Article.objects.bulk_update(articles, ["submitted_at"], batch_size=500)

    @transaction.atomic
    def scheduled(self, count: int) -> None:
        articles = self.aged(count, 3)
        soon = {a.pk: self.now + timedelta(days=7 * self.chance.random()) for a in articles}
        self.print(articles, soon)

    @transaction.atomic
    def withdrawn(self, count: int) -> None:
        """Add stories that readers had for a day, of any day in ten years."""
        articles = self.copy(count)
        days = {article.pk: 1 + self.chance.random() * (DAYS - 1) for article in articles}
        self.equip(articles, days)
        ends = {pk: self.days_ago(ago - 1) for pk, ago in days.items()}
        first = self.print(articles, {pk: self.days_ago(ago) for pk, ago in days.items()}, ends)
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
    def spiked(self, count: int) -> None:
        articles = self.aged(count)
        for article in articles:
            article.spiked_at = article.changed_at
        Article.objects.bulk_update(articles, ["spiked_at"], batch_size=500)

    @transaction.atomic
    def notes(self, count: int) -> None:
        """Have a reporter ask the editor something on stories old and new; most was answered."""
        stories = list(
            Article.objects.not_trashed().order_by("?").values_list("pk", flat=True)[:count]
        )
        asks = self.writers[10]
        at = [self.days_ago(DAYS * (1 - place / count)) for place in range(len(stories))]
        asked = Note.objects.bulk_create(
            Note(article_id=pk, by=asks, text=self.sentence(), made_at=moment)
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
                text=self.sentence(),
                made_at=note.made_at + timedelta(hours=1),
            )
            for note in asked[:-3]
        )
