"""Sources that stories cite: people, organisations, documents, data, own observation."""

from __future__ import annotations

import hashlib
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vocabulary import schema_fields
from vocabulary.soft_delete import NamedQuerySet

NAME_LENGTH = 200


class LinkQuerySet(models.QuerySet["Link"]):
    def for_url(self, url: str) -> Link | None:
        """Get or create the link for a URL; a new one is due at once. None for an empty URL."""
        if not url:
            return None
        digest = hashlib.sha256(url.encode()).hexdigest()
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""  # the check will report it as invalid
        return self.get_or_create(digest=digest, defaults={"url": url, "host": host[:255]})[0]


class Link(models.Model):
    """A URL that citations or sources link to, and the result of its last check."""

    digest = models.CharField(max_length=64, unique=True)
    url = models.CharField(_("link"), max_length=1000)
    host = models.CharField(max_length=255)
    due_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(_("checked"), null=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    error = models.CharField(max_length=60, blank=True)
    fails = models.PositiveSmallIntegerField(default=0)
    dead_since = models.DateTimeField(_("dead since"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["due_at"], name="link_due")]

    def __str__(self) -> str:
        return self.url

    @property
    def is_dead(self) -> bool:
        return self.dead_since is not None

    @property
    def status_text(self) -> str:
        """The last result: “working, 22 Nov 2026” or “dead since 20 Nov 2026 (404)”."""
        if self.checked_at is None:
            return gettext("not checked yet")
        day = timezone.localtime(self.dead_since or self.checked_at)
        result = {"day": f"{day:%-d %b %Y}", "why": self.status or self.error}
        if self.dead_since:
            return gettext("dead since %(day)s (%(why)s)") % result
        if self.fails:
            return gettext("no answer on %(day)s (%(why)s)") % result
        return gettext("working, %(day)s") % result


class SourceQuerySet(NamedQuerySet["Source"]):
    def not_confidential(self) -> Self:
        """Leave out those who must not be named: readers may not know that there is one."""
        return self.filter(is_confidential=False)

    def find_by_name(self, name: str) -> Source | None:
        """Return the oldest source with this name; an alias is not the name of anybody."""
        return super(SourceQuerySet, self.not_confidential()).find_by_name(name)


class Source(models.Model):
    """A person, organisation or document that stories cite, with a public page.

    One that is confidential has an alias as its name, a description for readers, and no page.
    Nothing else of it stands here: see `ConfidentialRecord`.
    """

    class Kind(models.TextChoices):
        OUTLET = "outlet", _("news outlet")
        AGENCY = "agency", _("news agency")
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        DOCUMENT = "document", _("document")
        DATASET = "dataset", _("data set")
        OBSERVATION = "observation", _("first-hand reporting")

    class Pronouns(models.TextChoices):
        UNKNOWN = "", _("not recorded")
        SHE = "she", _("she/her")
        HE = "he", _("he/him")
        THEY = "they", _("they/them")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OUTLET)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    slug = models.SlugField(
        _("URL slug"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of the page’s address: /sources/…/"),
    )
    role = models.CharField(
        _("role"),
        max_length=200,
        blank=True,
        help_text=_("A person’s job or title, such as professor of law."),
    )
    affiliation = schema_fields.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        limit_choices_to={"is_confidential": False},
        verbose_name=_("affiliation"),
        help_text=_("The organisation or outlet a person belongs to."),
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters (ISO 3166): NL.")
    )
    language = models.CharField(_("language"), max_length=20, blank=True)
    url = models.URLField(_("website"), max_length=500, blank=True)
    link = models.ForeignKey(
        Link, models.SET_NULL, null=True, blank=True, editable=False, related_name="sources"
    )
    pronouns = models.CharField(
        _("pronouns"), max_length=10, blank=True, choices=Pronouns, default=Pronouns.UNKNOWN
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("A sentence or two for readers.")
    )
    trust_notes = models.TextField(
        _("reliability notes"), blank=True, help_text=_("Internal. Never shown to readers.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    spiked_at = models.DateTimeField(_("in the trash since"), null=True, blank=True, editable=False)
    is_confidential = models.BooleanField(_("confidential"), default=False, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        permissions = [("change_public_source", "Can change sources readers can see")]
        indexes = [models.Index(fields=["name"], name="source_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="sources_have_a_name"),
            models.CheckConstraint(
                condition=~Q(affiliation=models.F("id")),
                name="sources_are_not_their_own_affiliation",
            ),
            models.CheckConstraint(
                condition=Q(is_confidential=False)
                | Q(
                    kind="person",
                    role="",
                    affiliation=None,
                    country="",
                    language="",
                    url="",
                    pronouns="",
                    trust_notes="",
                ),
                name="confidential_sources_say_nothing_else",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether a published or scheduled story names it, so that readers have its page."""
        return self.edition_rows.exists()

    @property
    def is_in_use(self) -> bool:
        """Whether a story (published or not), a photo or a person's affiliation refers to it."""
        rows = (self.citations, self.edition_rows, self.unnamed_rows, self.photos, self.people)
        return any(row.exists() for row in rows)

    @property
    def role_and_affiliation(self) -> str:
        """What a person is: “harbour master, Port of Merrow”. Empty for other kinds."""
        parts = [self.role, self.affiliation.name if self.affiliation else ""]
        return ", ".join(part for part in parts if part)
