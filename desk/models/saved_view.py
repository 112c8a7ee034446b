"""SavedView: a list of the admin's, filtered and searched, under a name."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_person(self, user: User, of: str) -> Self:
        """Keep a person's own views of a list and those that are for everybody."""
        return self.filter(Q(owner=user) | Q(is_for_all=True), of=of)


class SavedView(models.Model):
    """A query of a list, by name; its owner's, or everybody's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    of = models.CharField(_("list"), max_length=60, help_text="articles.article, photos.photo …")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("query"), max_length=500)
    is_for_all = models.BooleanField(_("for everybody"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "of", "name"], name="a_person_names_a_view_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
