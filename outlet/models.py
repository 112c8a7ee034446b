"""Outlet: the settings of the news outlet, in one row."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vocabulary import schema_fields

validate_colour = RegexValidator(
    r"^#[0-9a-fA-F]{6}$", _("Enter a colour as # and six hexadecimal digits: #00604a.")
)
validate_language_tag = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?$",
    _("Enter a language code such as “en”, “en-GB”, “ar” or “zh-Hant” (BCP 47)."),
)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError for a time zone that is not in the tz database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Example: Europe/Amsterdam."), params={"name": name}
        )


class OutletQuerySet(models.QuerySet["Outlet"]):
    def current(self) -> Outlet:
        """Return the one row, or an unsaved one with the defaults."""
        return self.first() or Outlet()


class Outlet(models.Model):
    """The news outlet and its settings. There is one row, with pk 1."""

    class Spelling(models.TextChoices):
        BRITISH = "en-GB", _("British: organise, colour")
        OXFORD = "en-GB-oxendict", _("Oxford: organize, colour")
        AMERICAN = "en-US", _("American: organize, color")

        __empty__ = _("Not checked")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=120, default="The Newsroom")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=20, default="en-GB", validators=[validate_language_tag]
    )
    time_zone = schema_fields.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("All dates and times on the site and at the desk are in this time zone."),
    )
    logo = models.FileField(_("logo"), upload_to="outlet/", blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#00604a", validators=[validate_colour]
    )
    accent_dark = models.CharField(
        _("accent colour, dark mode"), max_length=7, default="#74d0ab", validators=[validate_colour]
    )
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    contact = models.EmailField(_("contact email"), blank=True)
    about = models.TextField(_("about us"), blank=True)
    corrections_policy = models.TextField(_("corrections policy"), blank=True)
    ethics = models.TextField(_("our standards"), blank=True)
    require_second_person = models.BooleanField(
        _("second-person approval"),
        default=False,
        help_text=_("Whoever last edited a story can’t approve it."),
    )

    spelling = models.CharField(
        _("English spelling"),
        max_length=20,
        blank=True,
        choices=Spelling,
        help_text=_("English stories are checked against it."),
    )

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_outlet")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def format_time(self, at: datetime) -> str:
        """Write a date and time in the outlet's time zone: “Tue 24 Nov 2026, 14:00”."""
        return f"{at.astimezone(self.zone):%a %-d %b %Y, %H:%M}"

    @property
    def primary_language(self) -> str:
        return self.language.partition("-")[0]
