"""Citation: this story rests on that source, and how."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models import Source

from .article import Article


class Citation(models.Model):
    """A source of a story. Protects its source: what is cited cannot be deleted."""

    class Role(models.TextChoices):
        REPORTED_BY = "reported_by", _("Reported by")
        QUOTED = "quoted", _("Quoted")
        DOCUMENT = "document", _("Document")
        DATA = "data", _("Data")
        TRANSLATED_FROM = "translated_from", _("Translated from")
        OBSERVATION = "observation", _("Our own observation")

    article = models.ForeignKey(Article, models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.REPORTED_BY)
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("Of the report, the page, the table.")
    )
    url = models.URLField(_("link"), max_length=1000, blank=True)
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("For readers: “interviewed 14 June”.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.source}"
