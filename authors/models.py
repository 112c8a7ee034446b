"""Who writes. An author is not a user: guests and people who have left have no log-in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from photos.models import Photo
from vocabulary.text import make_slug

NAME_LENGTH = 150


class AuthorQuerySet(models.QuerySet["Author"]):
    def not_trashed(self) -> Self:
        """Leave out what lies in the trash."""
        return self.filter(spiked_at=None)

    def unchecked(self) -> Self:
        """Keep those no staff manager has looked at: guests made while filing copy."""
        return self.not_trashed().filter(checked_at=None)

    def named(self, name: str) -> Author | None:
        """Find the author kept under exactly this name, capitals apart."""
        return self.not_trashed().filter(name__iexact=name.strip()).order_by("pk").first()

    def at_address(self, slug: str) -> Author | None:
        """Find whose page stands at an address, or stood there under an earlier name."""
        author = self.filter(slug=slug).first()
        return author or self.filter(addresses__slug=slug).first()

    def free_slug(self, name: str, for_author: Author | None = None) -> str:
        """Return a slug for `name` that nobody else has or ever had.

        Args:
            for_author: whose own earlier addresses may be used again.
        """
        stem = make_slug(name, "author")
        own = for_author.pk if for_author else None
        slug, number = stem, 2
        while self.model.is_taken(slug, own):
            slug, number = f"{stem}-{number}", number + 1
        return slug

    def for_page(self) -> Self:
        """Load what the author page and the box under a story draw."""
        return self.select_related("portrait").prefetch_related("portrait__renditions")


class Author(models.Model):
    """A name in a byline, with the bio readers are shown. Deleting a user never touches it."""

    class Status(models.TextChoices):
        STAFF = "staff", _("staff")
        GUEST = "guest", _("guest")
        FORMER = "former", _("has left")

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        help_text=_("The page is /authors/… and then this."),
    )
    role = models.CharField(_("role"), max_length=150, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.STAFF)
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
    # What they were printed as before; a change throughout takes these names off live stories.
    former_names = models.JSONField(default=list, blank=True, editable=False)
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
        permissions = [("approve_bio", "Can approve what authors write about themselves")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    @property
    def is_guest(self) -> bool:
        return self.status == self.Status.GUEST

    @property
    def is_former(self) -> bool:
        return self.status == self.Status.FORMER

    @property
    def has_facts(self) -> bool:
        """Say whether there is more to tell than the name and the bio."""
        told = (self.places, self.languages, self.expertise, self.email, self.links)
        return any(told) or bool(self.disclosures)

    def in_own_name(self, text: str, earlier: Iterable[str]) -> str:
        """Return a text about them with today's name where it says one of the earlier ones."""
        for name in sorted(earlier, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: self.name, text)
        return text

    @classmethod
    def is_taken(cls, slug: str, own: int | None = None) -> bool:
        """Say whether an address is, or once was, somebody else's than author `own`'s."""
        others, earlier = cls.objects.filter(slug=slug), AuthorAddress.objects.filter(slug=slug)
        if own is not None:
            others, earlier = others.exclude(pk=own), earlier.exclude(author_id=own)
        return others.exists() or earlier.exists()


class AuthorAddress(models.Model):
    """An address an author's page had under an earlier name; it leads to today's for ever."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="addresses")
    left_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class BioProposalQuerySet(models.QuerySet["BioProposal"]):
    def open(self) -> Self:
        """Keep those that wait for a staff manager."""
        return self.filter(decided_at=None)

    def decided(self) -> Self:
        """Keep those somebody has decided, the newest decision first."""
        return self.exclude(decided_at=None).order_by("-decided_at", "-pk")


class BioProposal(models.Model):
    """What an author would have their bio say. Readers see it when a staff manager approves."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        TAKEN_BACK = "taken_back", _("taken back")

    author = models.ForeignKey(Author, models.CASCADE, related_name="proposals")
    short_bio = models.TextField(_("short bio"), blank=True, max_length=600)
    long_bio = models.TextField(_("long bio"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="bio_proposals"
    )
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    note = models.TextField(blank=True)

    objects = BioProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["author"],
                condition=Q(decided_at=None),
                name="one_open_proposal_per_author",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="")
                | (
                    # The first is for SQL: a check whose answer is NULL is met.
                    Q(decided_at__isnull=False, decided_at__gte=F("made_at")) & ~Q(decision="")
                ),
                name="decided_proposals_say_how_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_approved(self) -> bool:
        return self.decision == self.Decision.APPROVED

    @property
    def is_sent_back(self) -> bool:
        return self.decision == self.Decision.SENT_BACK
