"""Authors and their bios. An author is not a user: guests and former staff have no account."""

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
from vocabulary.soft_delete import NamedQuerySet
from vocabulary.text import make_slug

NAME_LENGTH = 150


class AuthorQuerySet(NamedQuerySet["Author"]):
    def unchecked(self) -> Self:
        """Keep those no staff manager has checked: guests created while filing copy."""
        return self.not_trashed().filter(checked_at=None)

    def find_by_slug(self, slug: str) -> Author | None:
        """Return the author with this slug, now or formerly; None if there is none."""
        formerly = AuthorAddress.objects.filter(slug=slug).values("author")
        return self.filter(Q(slug=slug) | Q(pk__in=formerly)).first()

    def find_free_slug(self, name: str, for_author: Author | None = None) -> str:
        """Return a slug for `name` that no other author has or had.

        Args:
            for_author: may have their own earlier slugs again.
        """
        stem = make_slug(name, "author")
        own = for_author.pk if for_author else None
        slug, number = stem, 2
        while self.model.is_slug_taken(slug, own):
            slug, number = f"{stem}-{number}", number + 1
        return slug

    def for_page(self) -> Self:
        """Load what the author page and the bio box under a story show."""
        return self.select_related("portrait").prefetch_related("portrait__renditions")


class Author(models.Model):
    """A person named in bylines, with their public bio. Deleting a user leaves it alone."""

    class Status(models.TextChoices):
        STAFF = "staff", _("staff")
        GUEST = "guest", _("guest")
        FORMER = "former", _("former")

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    slug = models.SlugField(
        _("URL slug"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of the page’s address: /authors/…/"),
    )
    role = models.CharField(_("role"), max_length=150, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.STAFF)
    short_bio = models.TextField(
        _("short bio"),
        blank=True,
        max_length=600,
        help_text=_(
            "Shown under every story, as it is when the story is published. 150 to 260 characters."
        ),
    )
    long_bio = models.TextField(
        _("long bio"),
        blank=True,
        help_text=_("For the author’s page. Leave a blank line between paragraphs."),
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
    places = models.JSONField(_("areas covered"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    expertise = models.JSONField(_("expertise"), default=list, blank=True)
    email = models.EmailField(
        _("public email address"),
        blank=True,
        help_text=_("Shown to readers. Not the address of the user account."),
    )
    links = models.JSONField(_("other web pages"), default=list, blank=True)
    disclosures = models.TextField(_("declared interests"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("user account"),
    )
    # Renaming an author throughout replaces these names on live stories.
    former_names = models.JSONField(default=list, blank=True, editable=False)
    checked_at = models.DateTimeField(_("checked by a staff manager"), null=True, blank=True)
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

    @property
    def is_former(self) -> bool:
        return self.status == self.Status.FORMER

    @property
    def is_guest(self) -> bool:
        return self.status == self.Status.GUEST

    @property
    def has_details(self) -> bool:
        """Whether the page has a list of facts beside the bio."""
        lists = self.places, self.languages, self.expertise, self.links
        return any(lists) or bool(self.email or self.disclosures)

    @property
    def is_in_use(self) -> bool:
        """Whether a story, published or not, has a byline of this author."""
        return self.bylines.exists() or self.edition_rows.exists()

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    def replace_names(self, text: str, earlier: Iterable[str]) -> str:
        """Return a text with the current name in place of each of `earlier`."""
        for name in sorted(earlier, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: self.name, text)
        return text

    @classmethod
    def is_slug_taken(cls, slug: str, own: int | None = None) -> bool:
        """Tell whether a slug belongs, or once belonged, to an author other than `own`."""
        others, earlier = cls.objects.filter(slug=slug), AuthorAddress.objects.filter(slug=slug)
        if own is not None:
            others, earlier = others.exclude(pk=own), earlier.exclude(author_id=own)
        return others.exists() or earlier.exists()


class AuthorAddress(models.Model):
    """A former slug of an author's page; it redirects to the current one."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="addresses")
    left_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class BioProposalQuerySet(models.QuerySet["BioProposal"]):
    def open(self) -> Self:
        """Keep those waiting for a staff manager."""
        return self.filter(decided_at=None)

    def decided(self) -> Self:
        """Keep those that were decided, newest decision first."""
        return self.exclude(decided_at=None).order_by("-decided_at", "-pk")


class BioProposal(models.Model):
    """A new bio proposed by its author. Published when a staff manager approves it."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

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

    @property
    def is_approved(self) -> bool:
        return self.decision == self.Decision.APPROVED

    @property
    def is_sent_back(self) -> bool:
        return self.decision == self.Decision.SENT_BACK

    def __str__(self) -> str:
        return f"{self.author}, {self.made_at:%Y-%m-%d %H:%M}"
