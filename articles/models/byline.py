"""Byline: who made a story, in what role and order, under what name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from authors.models import Author

from .article import Article


class Byline(models.Model):
    """A name on a story. Protects its author: no deletion ever removes a byline."""

    class Role(models.TextChoices):
        BY = "by", _("By")
        REPORTED_BY = "reported_by", _("Reported by")
        TRANSLATED_BY = "translated_by", _("Translated by")
        PHOTOGRAPHS_BY = "photographs_by", _("Photos by")

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.BY)
    name_as_printed = models.CharField(
        _("published name"),
        max_length=150,
        blank=True,
        help_text=_("Leave blank to use the author's name at the time of publication."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author", "role"], name="a_name_stands_once_in_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name_as_printed or self.author}"
