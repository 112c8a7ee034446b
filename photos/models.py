"""Pictures and the papers that come with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.models import Source
from vocabulary import schema_fields
from vocabulary.spans import FOREVER

SOON = timedelta(days=14)  # before its rights end, the desk hears of a photo
UNIT = [MinValueValidator(0.0), MaxValueValidator(1.0)]
LACKING = Q(caption="") | Q(alt="") | Q(credit="") | Q(licence="")


def moments_asked(at: datetime | None) -> set[datetime]:
    """Return the moments at which rights must hold for a page drawn for `at`.

    For a past one they must hold today as well; one to come, which only the desk draws, is asked
    alone.
    """
    now = timezone.now()
    return {at or now, max(at or now, now)}


def original_path(photo: Photo, name: str) -> str:
    """Name an original by what it holds; it is never served to readers."""
    ending = name.rpartition(".")[2].lower()
    return f"originals/{photo.sha256[:2]}/{photo.sha256}.{ending}"


@dataclass(frozen=True)
class Uses:
    """Where one photo is used, as far as one person may know."""

    live: list[Any]
    live_count: int
    coming: list[Any]
    desk: list[Any]
    desk_count: int
    faces: list[Any]
    fronts: list[Any]

    @property
    def more_live(self) -> int:
        return self.live_count - len(self.live)

    @property
    def more_desk(self) -> int:
        """Count the copy that is not named: somebody else's, or too much."""
        return self.desk_count - len(self.desk)

    def __bool__(self) -> bool:
        return bool(self.live or self.coming or self.desk_count or self.faces or self.fronts)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def not_trashed(self) -> Self:
        """Leave out what lies in the trash."""
        return self.filter(spiked_at=None)

    def usable(self, at: datetime | None = None) -> Self:
        """Keep what readers may be shown at `at`: rights that have ended win."""
        usable = self.not_trashed().complete()
        for moment in moments_asked(at):
            usable = usable.filter(rights_from__lte=moment, rights_until__gt=moment)
        return usable

    def complete(self) -> Self:
        """Keep what has its papers: caption, alt text, credit and licence."""
        return self.exclude(LACKING)

    def ending(self, at: datetime) -> Self:
        """Keep those whose rights end soon after `at`, the first to end first."""
        soon = self.filter(rights_until__gt=at, rights_until__lte=at + SOON)
        return soon.order_by("rights_until", "pk")

    def lacking_papers(self) -> Self:
        """Keep what is not `complete`."""
        return self.filter(LACKING)

    def matching(self, words: str) -> Self:
        """Keep those with every word of `words` in title, caption, alt text or credit."""
        found = self
        for word in words.split():
            fields = ("title", "caption", "alt", "credit")
            found = found.filter(
                reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))
            )
        return found

    def for_drawing(self) -> Self:
        """Load what the `picture` tag draws."""
        return self.prefetch_related("renditions")


class Photo(models.Model):
    """A picture. It is shown only while its rights allow and with its papers complete."""

    class Licence(models.TextChoices):
        UNKNOWN = "", _("not yet known")
        OWN = "own", _("our own")
        AGENCY = "agency", _("agency subscription")
        ONCE = "once", _("bought for one use")
        HANDOUT = "handout", _("hand-out, free for news")
        CC_BY = "cc-by", _("CC BY")
        CC_BY_SA = "cc-by-sa", _("CC BY-SA")
        CC0 = "cc0", _("CC0 or public domain")

    class Making(models.TextChoices):
        """How a picture was made. Source: IPTC NewsCodes digitalsourcetype, less the retired."""

        UNKNOWN = "", _("not recorded")
        CAMERA = "digitalCapture", _("taken with a camera")
        COMPUTATIONAL = "computationalCapture", _("taken with a camera, merged from several shots")
        NEGATIVE = "negativeFilm", _("scanned from a negative")
        POSITIVE = "positiveFilm", _("scanned from a slide")
        PRINT = "print", _("scanned from a print")
        EDITED = "humanEdits", _("a photograph altered by hand")
        ENHANCED = "algorithmicallyEnhanced", _("a photograph enhanced by software")
        DRAWN = "digitalCreation", _("drawn or made by hand on a computer")
        DATA = "dataDrivenMedia", _("drawn from data")
        SCREEN = "screenCapture", _("a picture of a screen")
        VIRTUAL = "virtualRecording", _("recorded in a virtual world")
        MONTAGE = "composite", _("a montage")
        MONTAGE_OF_CAPTURES = "compositeCapture", _("a montage of photographs")
        MONTAGE_GENERATED = "compositeSynthetic", _("a montage with generated parts")
        GENERATED = "trainedAlgorithmicMedia", _("generated by AI")
        PARTLY_GENERATED = "compositeWithTrainedAlgorithmicMedia", _("altered with generative AI")
        ALGORITHM = "algorithmicMedia", _("generated by a program, without training data")

    # What readers must be told of, in a label on the picture.
    GENERATED = frozenset(
        {Making.MONTAGE_GENERATED, Making.GENERATED, Making.PARTLY_GENERATED, Making.ALGORITHM}
    )

    # Not an ImageField: that one reads the header of whatever was sent in the site's own process.
    # photos.intake has it judged by a child with limits and fills width and height (upright).
    image = schema_fields.FileField(_("picture"), upload_to=original_path, max_length=200)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    title = models.CharField(_("title"), max_length=200, help_text=_("For the desk's own search."))
    caption = models.TextField(
        _("caption"), blank=True, help_text=_("Who, what, where, when. Printed under the picture.")
    )
    alt = models.TextField(
        _("alt text"),
        blank=True,
        help_text=_("What is to be seen, for those who do not see it. Not the caption again."),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("source"),
    )
    licence = models.CharField(
        _("licence"), max_length=20, blank=True, choices=Licence, default=Licence.UNKNOWN
    )
    rights_from = models.DateTimeField(_("may be shown from"), default=timezone.now)
    rights_until = models.DateTimeField(_("may be shown until"), default=FOREVER)
    restrictions = models.TextField(_("restrictions"), blank=True)
    focal_x = models.FloatField(_("focal point across"), default=0.5, validators=UNIT)
    focal_y = models.FloatField(_("focal point down"), default=0.4, validators=UNIT)
    digital_source_type = models.CharField(
        _("how it was made"), max_length=60, blank=True, choices=Making, default=Making.UNKNOWN
    )
    facts = models.JSONField(_("what the file says"), default=dict, blank=True, editable=False)
    likeness = models.CharField(max_length=32, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    spiked_at = models.DateTimeField(_("in the trash since"), null=True, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    # Put on the photos of the desk's list and form by photos.usage.
    live_stories: list[Any]
    live_count: int
    uses: Uses

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [
            models.Index(fields=["rights_until"], name="photo_rights_until"),
            models.Index(
                fields=["-id"],
                condition=LACKING & Q(spiked_at=None),
                name="photo_lacks_papers",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rights_until__gte=F("rights_from")), name="photo_rights_run_forwards"
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="focal_points_lie_in_the_picture",
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(spiked_at=None) & ~Q(sha256=""),
                name="the_same_picture_is_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def missing_papers(self) -> list[str]:
        """Name the fields that must be filled before readers may see it."""
        return [name for name in ("caption", "alt", "credit", "licence") if not getattr(self, name)]

    def is_usable(self, at: datetime) -> bool:
        """Mirror of `usable` for one moment."""
        return (
            not self.spiked_at
            and not self.missing_papers()
            and self.rights_from <= at < self.rights_until
        )

    def rendition(self, width: int, crop: str = "whole") -> Rendition | None:
        """Return the narrowest rendition at least `width` wide, else the widest, if any is made.

        A JPEG, or another format where a crop has no JPEG. For what wants one address: share
        images, structured data, thumbnails. Ask `is_usable` first.
        """
        of_crop = [one for one in self.renditions.all() if one.crop == crop]
        made = [one for one in of_crop if one.format == "jpeg"] or of_crop
        wide_enough = [one for one in made if one.width >= width]
        if wide_enough:
            return min(wide_enough, key=lambda one: one.width)
        return max(made, key=lambda one: one.width, default=None)

    @property
    def alt_repeats_caption(self) -> bool:
        """Say whether the alt text tells those who do not see it only what everybody reads."""
        return bool(self.alt) and _plain(self.alt) == _plain(self.caption)

    @property
    def is_generated(self) -> bool:
        """Say whether readers must be told that a machine made it, or part of it."""
        return self.digital_source_type in self.GENERATED


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(".").casefold()


class LikenessBand(models.Model):
    """A piece of a photo's likeness: those that look alike share one, and an index finds them."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="bands")
    piece = models.CharField(max_length=4)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["piece", "photo"], name="likeness_piece")]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.piece}"


class Rendition(models.Model):
    """A size of a photo as readers get it, named by what it holds and free of private facts."""

    class Format(models.TextChoices):
        AVIF = "avif", "AVIF"
        WEBP = "webp", "WebP"
        JPEG = "jpeg", "JPEG"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="renditions")
    crop = models.CharField(max_length=20, default="whole")
    format = models.CharField(max_length=5, choices=Format)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="r/", max_length=200)
    bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["photo_id", "crop", "format", "width"]  # "photo" would join it
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "crop", "format", "width"], name="one_rendition_per_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.crop} {self.width}×{self.height} {self.format}"
