"""Photo with its details and rights, its renditions, and the index that finds look-alikes."""

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
from vocabulary.soft_delete import SoftDeleteQuerySet
from vocabulary.spans import FOREVER

from .stored_files import ORIGINALS

SOON = timedelta(days=14)  # so long before its rights expire the desk is warned
UNIT = [MinValueValidator(0.0), MaxValueValidator(1.0)]
INCOMPLETE = Q(caption="") | Q(alt="") | Q(credit="") | Q(licence="")


def list_rights_times(at: datetime | None) -> set[datetime]:
    """Return the times at which the rights must be valid for a page shown as of `at`.

    For a page of the past: then and now. For one of the future, which only the desk sees: then.
    """
    now = timezone.now()
    return {at or now, max(at or now, now)}


def original_path(photo: Photo, name: str) -> str:
    """Return the path of an original, named by its hash; it is never served to readers."""
    ending = name.rpartition(".")[2].lower()
    return f"{ORIGINALS}{photo.sha256[:2]}/{photo.sha256}.{ending}"


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


class PhotoQuerySet(SoftDeleteQuerySet["Photo"]):
    def usable(self, at: datetime | None = None) -> Self:
        """Keep the photos readers may see at `at`, less those whose rights have expired since."""
        usable = self.not_trashed().complete()
        for time in list_rights_times(at):
            usable = usable.filter(rights_from__lte=time, rights_until__gt=time)
        return usable

    def complete(self) -> Self:
        """Keep the photos that have caption, alt text, credit and licence."""
        return self.exclude(INCOMPLETE)

    def expiring(self, at: datetime) -> Self:
        """Keep those whose rights expire soon after `at`, the first to expire first."""
        soon = self.filter(rights_until__gt=at, rights_until__lte=at + SOON)
        return soon.order_by("rights_until", "pk")

    def incomplete(self) -> Self:
        """Keep the photos that lack one of these."""
        return self.filter(INCOMPLETE)

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
        """Load what the `picture` tag needs."""
        return self.prefetch_related("renditions")


class Photo(models.Model):
    """A picture. Readers see it only with its details complete and within its rights period."""

    class Licence(models.TextChoices):
        UNKNOWN = "", _("Unknown")
        OWN = "own", _("Own work")
        AGENCY = "agency", _("Agency subscription")
        ONCE = "once", _("Single-use licence")
        HANDOUT = "handout", _("Handout, free for editorial use")
        CC_BY = "cc-by", _("CC BY")
        CC_BY_SA = "cc-by-sa", _("CC BY-SA")
        CC0 = "cc0", _("CC0 or public domain")

    class Making(models.TextChoices):
        """How a picture was made. Source: IPTC NewsCodes digitalsourcetype, less the retired."""

        UNKNOWN = "", _("Unknown")
        CAMERA = "digitalCapture", _("Taken with a camera")
        COMPUTATIONAL = (
            "computationalCapture",
            _("Taken with a camera, combined from several shots"),
        )
        NEGATIVE = "negativeFilm", _("Scanned from a negative")
        POSITIVE = "positiveFilm", _("Scanned from a slide")
        PRINT = "print", _("Scanned from a print")
        EDITED = "humanEdits", _("Photograph edited by hand")
        ENHANCED = "algorithmicallyEnhanced", _("Photograph enhanced by software")
        DRAWN = "digitalCreation", _("Digital drawing or artwork")
        DATA = "dataDrivenMedia", _("Chart or graphic made from data")
        SCREEN = "screenCapture", _("Screenshot")
        VIRTUAL = "virtualRecording", _("Recorded in a virtual environment")
        MONTAGE = "composite", _("Montage")
        MONTAGE_OF_CAPTURES = "compositeCapture", _("Montage of photographs")
        MONTAGE_GENERATED = "compositeSynthetic", _("Montage with AI-generated parts")
        GENERATED = "trainedAlgorithmicMedia", _("Generated by AI")
        PARTLY_GENERATED = "compositeWithTrainedAlgorithmicMedia", _("Altered with generative AI")
        ALGORITHM = "algorithmicMedia", _("Generated by a program, without AI")

    # Pictures that carry a label for readers, because AI or a program made them or a part of them.
    GENERATED = frozenset(
        {Making.MONTAGE_GENERATED, Making.GENERATED, Making.PARTLY_GENERATED, Making.ALGORITHM}
    )

    # Not an ImageField: that one reads the header of an upload in the site's own process.
    # photos.intake inspects it in a limited child process and sets width and height (upright).
    image = schema_fields.FileField(_("photo"), upload_to=original_path, max_length=200)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    title = models.CharField(
        _("title"), max_length=200, help_text=_("For searching the library. Readers do not see it.")
    )
    caption = models.TextField(
        _("caption"), blank=True, help_text=_("Who, what, where, when. Shown below the photo.")
    )
    alt = models.TextField(
        _("alt text"),
        blank=True,
        help_text=_(
            "What the photo shows, for readers who cannot see it. Do not repeat the caption."
        ),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    source = schema_fields.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        limit_choices_to={"is_confidential": False},
        verbose_name=_("source"),
    )
    licence = models.CharField(
        _("licence"), max_length=20, blank=True, choices=Licence, default=Licence.UNKNOWN
    )
    rights_from = models.DateTimeField(_("rights from"), default=timezone.now)
    rights_until = models.DateTimeField(_("rights until"), default=FOREVER)
    restrictions = models.TextField(_("restrictions"), blank=True)
    focal_x = models.FloatField(_("focal point, horizontal"), default=0.5, validators=UNIT)
    focal_y = models.FloatField(_("focal point, vertical"), default=0.4, validators=UNIT)
    digital_source_type = models.CharField(
        _("how it was made"), max_length=60, blank=True, choices=Making, default=Making.UNKNOWN
    )
    metadata = models.JSONField(_("embedded metadata"), default=dict, blank=True, editable=False)
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
                condition=INCOMPLETE & Q(spiked_at=None),
                name="photo_lacks_details",
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

    @property
    def missing_details(self) -> list[str]:
        """The fields that must be filled in before readers may see the photo."""
        return [name for name in ("caption", "alt", "credit", "licence") if not getattr(self, name)]

    def is_usable(self, at: datetime) -> bool:
        """Say whether readers may see it at `at`; `usable` asks the same of the database."""
        return (
            not self.spiked_at
            and not self.missing_details
            and self.rights_from <= at < self.rights_until
        )

    def find_rendition(self, width: int, crop: str = "whole") -> Rendition | None:
        """Return the narrowest rendition at least `width` wide, else the widest, if there is any.

        A JPEG, or another format where a crop has no JPEG. For uses that need a single file: share
        images, structured data, thumbnails. Does not check `is_usable`.
        """
        of_crop = [one for one in self.renditions.all() if one.crop == crop]
        made = [one for one in of_crop if one.format == "jpeg"] or of_crop
        wide_enough = [one for one in made if one.width >= width]
        if wide_enough:
            return min(wide_enough, key=lambda one: one.width)
        return max(made, key=lambda one: one.width, default=None)

    @property
    def alt_repeats_caption(self) -> bool:
        """Whether the alt text says no more than the caption, which everybody reads."""
        return bool(self.alt) and _normalise(self.alt) == _normalise(self.caption)

    @property
    def is_generated(self) -> bool:
        """Whether readers must be told that AI or a program made it, or a part of it."""
        return self.digital_source_type in self.GENERATED


def _normalise(words: str) -> str:
    return " ".join(words.split()).rstrip(".").casefold()


class LikenessBand(models.Model):
    """A piece of a photo's perceptual hash; photos that look alike share at least one piece."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="bands")
    piece = models.CharField(max_length=4)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["piece", "photo"], name="likeness_piece")]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.piece}"


class Rendition(models.Model):
    """A photo in one size, crop and format as readers get it, without private metadata."""

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
        indexes = [models.Index(fields=["file"], name="rendition_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "crop", "format", "width"], name="one_rendition_per_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.crop} {self.width}×{self.height} {self.format}"
