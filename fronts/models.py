"""Front, Placement (a story pinned to a slot of a front for a time) and the breaking banner.

Placements are what the desk wants. What readers see is worked out by layout.py, from the placements
in force and the stories listed at the time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition, Section
from photos.models import Photo
from vocabulary import schema_fields
from vocabulary.spans import FOREVER, has_end

from .slots import Size, Slot, get_slots


def published_or_scheduled() -> Q:
    """Build the condition for stories that are published or scheduled: only those can be placed."""
    now = timezone.now()
    listed = Edition.objects.listed(now).values("article_id")
    coming = Edition.objects.pending(now).filter(is_listed=True).values("article_id")
    return Q(pk__in=listed) | Q(pk__in=coming)


def validate_link(text: str) -> None:
    """Refuse what is neither a path on this site nor a web address."""
    ours = text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    if not (ours or text.startswith(("https://", "http://"))):
        raise ValidationError(
            _("Enter a URL that starts with https://, or a path on this site that starts with /.")
        )


class FrontQuerySet(models.QuerySet["Front"]):
    def complete(self) -> None:
        """Create the fronts that are missing: the home page's, and one for each section."""
        have = set(self.values_list("section_id", flat=True))
        wanted = {None, *Section.objects.values_list("pk", flat=True)}
        missing = [self.model(section_id=pk) for pk in wanted - have]
        self.bulk_create(missing, ignore_conflicts=True)


class Front(models.Model):
    """A page the desk arranges: the home page, which has no section, or a section's page."""

    section = models.OneToOneField(
        Section, models.CASCADE, null=True, blank=True, related_name="front"
    )

    objects = FrontQuerySet.as_manager()

    # Counted for the list of fronts in the admin.
    in_force: int
    coming: int

    class Meta:
        default_permissions = ("view", "change", "delete")
        verbose_name = _("front")
        verbose_name_plural = _("fronts")
        ordering = [F("section__position").asc(nulls_first=True), "section__name"]
        constraints = [
            models.UniqueConstraint(
                Coalesce(F("section"), Value(0), output_field=BigIntegerField()),
                name="the_home_page_has_one_front",
            )
        ]

    def __str__(self) -> str:
        return self.section.name if self.section else str(_("Home page"))

    def get_absolute_url(self) -> str:
        return self.section.get_absolute_url() if self.section else reverse("home")

    @property
    def slots(self) -> tuple[Slot, ...]:
        return get_slots(is_home=self.section_id is None)


class SpanQuerySet(models.QuerySet):
    """Rows with a half-open span `[starts_at, ends_at)`."""

    def in_force(self, at: datetime) -> Self:
        """Keep those whose span holds `at`."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def coming(self, at: datetime) -> Self:
        """Keep those whose span has not begun."""
        return self.filter(starts_at__gt=at, ends_at__gt=F("starts_at"))


class PlacementQuerySet(SpanQuerySet):
    def on_front(self, section: Section | None) -> Self:
        """Keep those of a section's front, or of the home page."""
        if section is None:
            return self.filter(front__section=None)
        return self.filter(front__section=section)

    def newest_first(self) -> Self:
        """Order as layout.py seats them: of two for one slot the one that took it last wins."""
        return self.order_by("-taken_at", "-pk")


class Placement(models.Model):
    """A story in a slot of a front, with a headline, standfirst and photo of its own if need be.

    One that has begun is never rewritten or deleted: placing.py ends it and creates another, so
    that a view of the past shows the front as it was. `taken_at` is when the story took the slot:
    the newest wins it, and a change of headline alone does not count.
    """

    front = models.ForeignKey(Front, models.CASCADE, related_name="placements")
    slot = models.CharField(_("size"), max_length=10, choices=Size)
    position = models.PositiveSmallIntegerField(_("slot"), default=1)
    article = schema_fields.ForeignKey(
        Article,
        models.CASCADE,
        related_name="placements",
        limit_choices_to=published_or_scheduled,
        verbose_name=_("story"),
    )
    headline = models.CharField(
        _("custom headline"),
        max_length=120,
        blank=True,
        help_text=_("Leave blank to use the story’s own."),
    )
    standfirst = models.CharField(
        _("custom standfirst"),
        max_length=300,
        blank=True,
        help_text=_("Leave blank to use the story’s own."),
    )
    photo = models.ForeignKey(
        Photo,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("custom photo"),
        help_text=_(
            "Leave blank to use the story’s own, which is also used once the rights expire."
        ),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), default=FOREVER)
    taken_at = models.DateTimeField(editable=False)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="placements_run_forwards"
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="slots_count_from_one"),
        ]
        indexes = [models.Index(fields=["front", "-ends_at"], name="placement_in_force")]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_slot_display()}"

    @property
    def place(self) -> Slot:
        return Slot(Size(self.slot), self.position)

    @property
    def has_own_words(self) -> bool:
        return bool(self.headline or self.standfirst)

    @property
    def has_end(self) -> bool:
        return has_end(self.ends_at)

    def is_in_force(self, at: datetime) -> bool:
        """Say whether its span holds `at`; `in_force` asks the same of the database."""
        return self.starts_at <= at < self.ends_at


class Banner(models.Model):
    """A line of breaking news at the top of every page, until its end.

    One that links to a story shows only while that story is listed, so it cannot break an embargo
    or outlive a withdrawal.
    """

    text = models.CharField(
        _("text"), max_length=140, help_text=_("One sentence, at most 140 characters.")
    )
    article = schema_fields.ForeignKey(
        Article,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="banners",
        limit_choices_to=published_or_scheduled,
        verbose_name=_("story"),
        help_text=_("The banner links to the story, and shows only while the story is live."),
    )
    url = schema_fields.CharField(
        _("or another page"),
        max_length=500,
        blank=True,
        validators=[validate_link],
        help_text=_("A URL that starts with https://, or a path on this site that starts with /."),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("breaking banner")
        verbose_name_plural = _("breaking banners")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at"), ends_at__lt=FOREVER),
                name="banners_run_forwards_and_end",
                violation_error_message=_("A banner must end after it starts."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="banners_say_something"),
            models.CheckConstraint(
                condition=Q(article=None) | Q(url=""),
                name="a_banner_leads_to_one_page",
                violation_error_message=_("A banner links to one page only."),
            ),
        ]
        indexes = [models.Index(fields=["-ends_at"], name="banner_ends_at")]

    def __str__(self) -> str:
        return self.text
