"""Pictures and the papers that come with them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.models import Source
from vocabulary.spans import FOREVER

UNIT = [MinValueValidator(0.0), MaxValueValidator(1.0)]


def original_path(photo: Photo, name: str) -> str:
    """Name an original by what it holds; it is never served to readers."""
    ending = name.rpartition(".")[2].lower()
    return f"originals/{photo.sha256[:2]}/{photo.sha256}.{ending}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def kept(self) -> Self:
        """Leave out what lies in the trash."""
        return self.filter(spiked_at=None)

    def usable(self, at: datetime | None = None) -> Self:
        """Keep what readers may be shown at `at` and now: rights that have ended win."""
        moments = {timezone.now(), at or timezone.now()}
        usable = self.kept().complete()
        for moment in moments:
            usable = usable.filter(rights_from__lte=moment, rights_until__gt=moment)
        return usable

    def complete(self) -> Self:
        """Keep what has its papers: caption, alt text, credit and licence."""
        return self.exclude(Q(caption="") | Q(alt="") | Q(credit="") | Q(licence=""))

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

    image = models.ImageField(
        _("picture"),
        upload_to=original_path,
        width_field="width",
        height_field="height",
        max_length=200,
    )
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
    digital_source_type = models.CharField(_("how it was made"), max_length=60, blank=True)
    facts = models.JSONField(_("what the file says"), default=dict, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    spiked_at = models.DateTimeField(_("in the trash since"), null=True, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [models.Index(fields=["rights_until"], name="photo_rights_until")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rights_until__gte=F("rights_from")), name="photo_rights_run_forwards"
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="focal_points_lie_in_the_picture",
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
        ordering = ["photo", "crop", "format", "width"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "crop", "format", "width"], name="one_rendition_per_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.crop} {self.width}×{self.height} {self.format}"
