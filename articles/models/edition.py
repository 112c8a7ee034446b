"""Edition: a story as readers get it between two moments. Immutable; the database says so.

What may be seen is one row with one span. `live(at)` is the one rule of visibility; every page,
feed, sitemap and search asks it. What an edition holds is `printed` and `body`, which are hashed;
the columns beside them are copies of printed facts that lists filter and draw.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from authors.models import Author
from photos.models import Photo, Rendition
from sources.models import Source
from vocabulary.cache_deps import depends_on
from vocabulary.spans import FOREVER
from vocabulary.text import text_direction

from .article import Article, Section, Topic
from .kinds import ArticleKind, KindTraits, traits_of
from .reader_visibility import HINT_AFTER, LiveQuerySet

if TYPE_CHECKING:
    from datetime import date

TAKEN = Q(is_notice=True) | Q(withheld_at__isnull=False)


class Change(models.TextChoices):
    """What an edition is to the one before it."""

    FIRST = "first", _("First published")
    MINOR = "minor", _("Minor edit")
    UPDATE = "update", _("Update")
    CLARIFICATION = "clarification", _("Clarification")
    CORRECTION = "correction", _("Correction")
    RETRACTION = "retraction", _("Retraction")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    REINSTATEMENT = "reinstatement", _("Republished")


class EditionQuerySet(LiveQuerySet):
    def notices(self, at: datetime) -> Self:
        """Keep the notices of withdrawal in force at `at`."""
        return self.filter(is_notice=True, live_from__lte=at, live_until__gt=at)

    def tombstones(self, at: datetime) -> Self:
        """Keep withheld editions whose span holds `at`."""
        return self.filter(live_from__lte=at, live_until__gt=at).exclude(withheld_at=None)

    def unavailable_at(self, at: datetime) -> Self:
        """Keep notices and withheld editions whose span holds `at`.

        A story readers have had has one of these or is live: every end is the start of the next.
        """
        return self.filter(TAKEN, live_from__lte=at, live_until__gt=at)

    def pending(self, at: datetime) -> Self:
        """Keep editions and notices whose span is still to begin and was not cancelled."""
        return self.filter(live_from__gt=at, live_until__gt=F("live_from"))

    def public(self, at: datetime) -> Self:
        """Keep editions readers really had by `at`: begun, not cancelled, no notice."""
        return self.filter(live_from__lte=at, live_until__gt=F("live_from"), is_notice=False)

    def ended_not_flagged(self, at: datetime) -> Self:
        """Keep those whose span has ended long enough though the hint does not say so yet."""
        return self.filter(is_over=False, live_until__lte=at - HINT_AFTER)

    def on_day(self, day: date) -> Self:
        """Keep stories first published on a day of the outlet's."""
        return self.filter(dated_on=day)

    def translations_of(self, root: int) -> Self:
        """Keep translations of a story, given by the id of its article.

        The desk's relation only leads to candidates; that one is a translation of the other is
        what its own edition, as printed, says.
        """
        depends_on(f"translations:{root}", tracked_by_row=[Article])
        return self.filter(article__translation_of=root, printed__translation_of=root)

    def for_cards(self) -> Self:
        """Load what `components/card.html` draws, without the words of the story."""
        # Pictures are loaded whether they may be shown or not.
        depends_on(tracked_by_row=[Photo, Rendition])
        return (
            self.select_related("section", "lead_photo")
            .prefetch_related("lead_photo__renditions")
            .defer("body", "printed")
        )

    def for_results(self) -> Self:
        """Load what search results print: cards and words."""
        return self.select_related("section", "lead_photo").prefetch_related(
            "lead_photo__renditions"
        )

    def for_page(self) -> Self:
        """Load what the article page draws of the edition itself."""
        return self.select_related("section")


class Edition(models.Model):
    """A story as readers get it, from `live_from` until just before `live_until`.

    A notice of withdrawal is an edition without content: a reason with a span of its own. A
    cancelled edition is one whose span is empty, `[T, T)`: never public, still on record.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=20, choices=Change, default=Change.FIRST)
    note = models.TextField(blank=True)

    live_from = models.DateTimeField()
    live_until = models.DateTimeField(default=FOREVER)
    first_live_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    is_over = models.BooleanField(default=False)
    is_notice = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=True)

    section = models.ForeignKey(Section, models.PROTECT, related_name="editions")
    path = models.CharField(max_length=200)
    dated_on = models.DateField()
    readers_changed_at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=ArticleKind)
    language = models.CharField(max_length=20)
    kicker = models.CharField(max_length=60, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    standfirst = models.TextField(blank=True)
    card = models.JSONField(default=dict)
    lead_photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="led_editions"
    )

    printed = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    salt = models.CharField(max_length=32)
    content_sha = models.CharField(max_length=64)
    previous_sha = models.CharField(max_length=64, blank=True)
    sha = models.CharField(max_length=64)
    withheld_at = models.DateTimeField(null=True, blank=True)
    withheld_why = models.CharField(max_length=300, blank=True)

    authors = models.ManyToManyField(Author, through="EditionByline", related_name="editions")
    sources = models.ManyToManyField(Source, through="EditionSource", related_name="editions")
    topics = models.ManyToManyField(Topic, through="EditionTopic", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(live_until=FOREVER),
                name="one_open_span_per_article",
            ),
            models.CheckConstraint(
                condition=Q(live_until__gte=F("live_from")), name="spans_run_forwards"
            ),
            models.CheckConstraint(
                condition=Q(first_live_at__lte=F("live_from")),
                name="nothing_is_live_before_it_is_first_live",
            ),
            models.CheckConstraint(
                condition=Q(is_notice=False) | Q(body="", headline="", is_listed=False),
                name="notices_hold_no_content",
            ),
        ]
        indexes = [
            models.Index(fields=["-first_live_at", "-article"], name="edition_latest"),
            models.Index(
                fields=["-first_live_at", "-article"],
                condition=Q(is_over=False),
                name="edition_latest_now",
            ),
            models.Index(fields=["section", "-first_live_at", "-article"], name="edition_section"),
            models.Index(
                fields=["section", "-first_live_at", "-article"],
                condition=Q(is_over=False),
                name="edition_section_now",
            ),
            models.Index(fields=["dated_on", "-first_live_at", "-article"], name="edition_day"),
            models.Index(
                fields=["-dated_on", "-first_live_at", "-article"],
                condition=Q(is_over=False),
                name="edition_day_now",
            ),
            models.Index(fields=["live_until"], condition=TAKEN, name="edition_taken"),
            models.Index(
                fields=["dated_on", "readers_changed_at"],
                condition=Q(readers_changed_at__gt=F("first_live_at")),
                name="edition_told_of_later",
            ),
            models.Index(fields=["live_from"], name="edition_live_from"),
            models.Index(fields=["live_until"], name="edition_live_until"),
            models.Index(fields=["recorded_at"], name="edition_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.headline or self.get_change_display()} ({self.number})"

    def get_absolute_url(self) -> str:
        return f"/{self.path}"

    def is_live(self, at: datetime) -> bool:
        """Mirror of `live` for one edition; a test compares the two over every span."""
        return (
            self.first_live_at <= at
            and self.live_from <= at < self.live_until
            and not self.is_notice
            and self.withheld_at is None
        )

    @property
    def is_cancelled(self) -> bool:
        return self.live_until == self.live_from

    @property
    def is_for_readers(self) -> bool:
        """Say whether readers had it or will get it: no notice, and not cancelled."""
        return not self.is_notice and not self.is_cancelled

    @property
    def kind_traits(self) -> KindTraits:
        return traits_of(self.kind)

    @property
    def direction(self) -> str:
        return text_direction(self.language)

    @property
    def card_headline(self) -> str:
        return self.card.get("short_headline") or self.headline

    @property
    def was_changed(self) -> bool:
        """Say whether readers were told of a change since it first appeared."""
        return self.readers_changed_at > self.first_live_at


class LookupQuerySet(LiveQuerySet):
    """Narrow rows in list order: the list is read from them, the span from the edition."""

    prefix = "edition__"

    def for_cards(self) -> Self:
        """Load the editions these rows lead to, as `components/card.html` draws them."""
        editions = Edition.objects.for_cards()
        return self.prefetch_related(Prefetch("edition", queryset=editions))


class LookupRow(models.Model):
    """A way into an edition by author, source, topic or photo.

    Carries the edition's place in a list. That copy of two immutable facts is the exception to
    "no copies": without it, the page of an author who has left took 2.7 s among 1.5 million.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    first_live_at = models.DateTimeField()
    article_id = models.BigIntegerField()

    objects = LookupQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"edition {self.edition_id}"


class EditionByline(LookupRow):
    author = models.ForeignKey(Author, models.PROTECT, related_name="edition_rows")

    class Meta(LookupRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "author"], name="one_row_per_author")
        ]
        indexes = [
            models.Index(
                fields=["author", "-first_live_at", "-article_id"], name="edition_by_author"
            )
        ]


class EditionSource(LookupRow):
    source = models.ForeignKey(Source, models.PROTECT, related_name="edition_rows")

    class Meta(LookupRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "source"], name="one_row_per_source")
        ]
        indexes = [
            models.Index(
                fields=["source", "-first_live_at", "-article_id"], name="edition_by_source"
            )
        ]


class EditionUnnamed(LookupRow):
    """A source an edition rests on and does not name. For the desk: no public list reads it."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="unnamed_rows")

    class Meta(LookupRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "source"], name="one_row_per_unnamed")
        ]
        indexes = [
            models.Index(
                fields=["source", "-first_live_at", "-article_id"], name="edition_by_unnamed"
            )
        ]


class EditionTopic(LookupRow):
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="edition_rows")

    class Meta(LookupRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "topic"], name="one_row_per_topic")
        ]
        indexes = [
            models.Index(fields=["topic", "-first_live_at", "-article_id"], name="edition_by_topic")
        ]


class EditionPhoto(LookupRow):
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="edition_rows")

    class Meta(LookupRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "photo"], name="one_row_per_photo")
        ]
        indexes = [
            models.Index(fields=["photo", "-first_live_at", "-article_id"], name="edition_by_photo")
        ]


# Each narrow way into an edition, with the column that names what it leads from.
LOOKUPS: dict[type[LookupRow], str] = {
    EditionByline: "author_id",
    EditionSource: "source_id",
    EditionUnnamed: "source_id",
    EditionTopic: "topic_id",
    EditionPhoto: "photo_id",
}
