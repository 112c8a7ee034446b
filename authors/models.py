"""Who writes. An author is not a user: guests and people who have left have no log-in."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from photos.models import Photo


class AuthorQuerySet(models.QuerySet["Author"]):
    def kept(self) -> Self:
        """Leave out what lies in the trash."""
        return self.filter(spiked_at=None)

    def unchecked(self) -> Self:
        """Keep those no staff manager has looked at: guests made while filing copy."""
        return self.kept().filter(checked_at=None)

    def named(self, name: str) -> Author | None:
        """Find the author kept under exactly this name, capitals apart."""
        return self.kept().filter(name__iexact=name.strip()).order_by("pk").first()

    def for_page(self) -> Self:
        """Load what the author page and the box under a story draw."""
        return self.select_related("portrait").prefetch_related("portrait__renditions")


class Author(models.Model):
    """A name in a byline, with the bio readers are shown. Deleting a user never touches it."""

    class Standing(models.TextChoices):
        STAFF = "staff", _("staff")
        GUEST = "guest", _("guest")
        FORMER = "former", _("has left")

    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        help_text=_("The page is /authors/… and then this."),
    )
    role = models.CharField(_("role"), max_length=150, blank=True)
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing, default=Standing.STAFF
    )
    short_bio = models.TextField(
        _("short bio"),
        blank=True,
        max_length=600,
        help_text=_(
            "Stands under every story, as it is on the day of printing. 150 to 260 letters."
        ),
    )
    long_bio = models.TextField(
        _("long bio"),
        blank=True,
        help_text=_("For the author's page. Blank lines part paragraphs."),
    )
    portrait = models.ForeignKey(
        Photo,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="portrait_of",
        verbose_name=_("portrait"),
    )
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    places = models.JSONField(_("places"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    expertise = models.JSONField(_("expertise"), default=list, blank=True)
    email = models.EmailField(
        _("address for readers"), blank=True, help_text=_("Shown to readers. Never the log-in's.")
    )
    links = models.JSONField(_("pages elsewhere"), default=list, blank=True)
    disclosures = models.TextField(_("disclosures"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("log-in"),
    )
    checked_at = models.DateTimeField(_("looked at by a staff manager"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    spiked_at = models.DateTimeField(_("in the trash since"), null=True, blank=True, editable=False)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        indexes = [models.Index(fields=["name"], name="author_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="authors_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])
