"""Outlet: one row that says what the paper is called and where its day begins."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vocabulary import schema_fields

colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six figures: #00604a."))
language_tag = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?$",
    _("Write a language as in “en”, “en-GB”, “ar” or “zh-Hant” (BCP 47)."),
)


def validate_time_zone(name: str) -> None:
    """Refuse a time zone this machine's tz database does not hold."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write it as in Europe/Amsterdam."), params={"name": name}
        )


class OutletQuerySet(models.QuerySet["Outlet"]):
    def current(self) -> Outlet:
        """Return the one row, or an unsaved one with the defaults for a paper not yet started."""
        return self.first() or Outlet()


class Outlet(models.Model):
    """The newspaper. There is one row, with pk 1."""

    class Spelling(models.TextChoices):
        BRITISH = "en-GB", _("British: organise, colour")
        OXFORD = "en-GB-oxendict", _("Oxford: organize, colour")
        AMERICAN = "en-US", _("American: organize, color")

        __empty__ = _("Each to its own")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=120, default="The Newsroom")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=20, default="en-GB", validators=[language_tag]
    )
    time_zone = schema_fields.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("Where the paper's day begins and ends, as in Europe/Amsterdam."),
    )
    logo = models.FileField(_("logo"), upload_to="outlet/", blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#00604a", validators=[colour]
    )
    accent_dark = models.CharField(
        _("accent colour, dark"), max_length=7, default="#74d0ab", validators=[colour]
    )
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    contact = models.EmailField(_("contact"), blank=True)
    about = models.TextField(_("about the paper"), blank=True)
    corrections_policy = models.TextField(_("how we correct"), blank=True)
    ethics = models.TextField(_("how we work"), blank=True)
    require_second_person = models.BooleanField(
        _("a second pair of eyes"),
        default=False,
        help_text=_("A story must be approved by somebody other than who last changed its text."),
    )

    spelling = models.CharField(
        _("English spelling"),
        max_length=20,
        blank=True,
        choices=Spelling,
        help_text=_("The copy desk holds English stories to it."),
    )

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("the paper")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_outlet")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def in_words(self, moment: datetime) -> str:
        """Write a moment as the newsroom says it: “Tue 24 Nov 2026, 14:00”."""
        return f"{moment.astimezone(self.zone):%a %-d %b %Y, %H:%M}"

    @property
    def primary_language(self) -> str:
        return self.language.partition("-")[0]
