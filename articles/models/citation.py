"""Citation: this story cites that source, in what role and on what terms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models import Link, Source

from .article import Article


class Citation(models.Model):
    """A source of a story. Protects its source: what is cited cannot be deleted.

    Name, role and affiliation are those of the day of the story, taken from the source when it is
    cited: what becomes of the person later does not rewrite what was printed.
    """

    class Role(models.TextChoices):
        REPORTED_BY = "reported_by", _("Source")
        QUOTED = "quoted", _("Quoted")
        DOCUMENT = "document", _("Document")
        DATA = "data", _("Data")
        TRANSLATED_FROM = "translated_from", _("Translated from")
        OBSERVATION = "observation", _("First-hand reporting")

    class Terms(models.TextChoices):
        """What was agreed with the source. Only on the record may readers learn its name."""

        ON_RECORD = "on_record", _("on the record")
        BACKGROUND = "background", _("on background")
        NOT_ATTRIBUTED = "not_attributed", _("not for attribution")
        ANONYMOUS = "anonymous", _("anonymous")

    article = models.ForeignKey(Article, models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.REPORTED_BY)
    terms = models.CharField(_("terms"), max_length=20, choices=Terms, default=Terms.ON_RECORD)
    shown_as = models.CharField(
        _("described to readers as"),
        max_length=200,
        blank=True,
        help_text=_(
            "Shown instead of the name of a source not on the record: “an engineer there”."
        ),
    )
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("Of the report, page or table.")
    )
    url = models.URLField(_("link"), max_length=1000, blank=True)
    link = models.ForeignKey(
        Link, models.SET_NULL, null=True, blank=True, editable=False, related_name="citations"
    )
    seen_on = models.DateField(_("accessed on"), null=True, blank=True)
    archived_url = models.URLField(
        _("archived copy"),
        max_length=1000,
        blank=True,
        help_text=_("Shown beside the link, in case it stops working."),
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("For readers: “interviewed 14 June”.")
    )
    name_as_printed = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_(
            "The name as it should appear in this story. Leave blank to use the source’s name."
        ),
    )
    role_as_printed = models.CharField(_("job title"), max_length=200, blank=True)
    affiliation_as_printed = models.CharField(_("affiliation"), max_length=200, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        indexes = [
            models.Index(
                fields=["link", "id"],
                name="citation_to_follow",
                condition=models.Q(link=None) & ~models.Q(url=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.source}"

    @property
    def is_named(self) -> bool:
        """Whether readers may learn who it is."""
        return self.terms == self.Terms.ON_RECORD and not self.source.is_confidential

    @property
    def described_as(self) -> str:
        """What readers are told instead of a name; a confidential source has one description."""
        return self.source.description if self.source.is_confidential else self.shown_as

    @property
    def as_printed(self) -> tuple[str, str, str]:
        """Name, role and affiliation as of this story; today's while it holds none."""
        if self.name_as_printed:
            return self.name_as_printed, self.role_as_printed, self.affiliation_as_printed
        source = self.source
        return source.name, source.role, source.affiliation.name if source.affiliation else ""

    def catch_up(self) -> bool:
        """Take the source's words of today where the story holds none, or its name and no more.

        A source is often cited by its name before anybody has said what it is. Not for a story
        that was out: what became of a person since does not change it.
        """
        said_more = self.role_as_printed or self.affiliation_as_printed
        if self.name_as_printed and (said_more or self.name_as_printed != self.source.name):
            return False
        was = self.name_as_printed, self.role_as_printed, self.affiliation_as_printed
        self.take_from_source()
        return self.as_printed != was

    def take_from_source(self) -> None:
        """Hold name, role and affiliation of today as those of this story."""
        self.name_as_printed = ""
        name, role, affiliation = self.as_printed
        self.name_as_printed = name
        self.role_as_printed, self.affiliation_as_printed = role, affiliation
        self.keep_confidential()

    def keep_confidential(self) -> None:
        """Cite a confidential source as anonymous, described as its record says."""
        if self.source.is_confidential:
            self.terms, self.shown_as = self.Terms.ANONYMOUS, self.source.description
