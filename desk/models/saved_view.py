"""SavedView: a list of the admin's, filtered and searched, under a name."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import User

LONGEST_NAME = 40
LONGEST_QUERY = 500


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_person(self, user: User, model_label: str) -> Self:
        """Keep a person's own views of a list and those that are for everybody."""
        return self.filter(Q(owner=user) | Q(is_for_all=True), model_label=model_label)


class SavedView(models.Model):
    """The query of a list of the admin, by name: for its owner, or for everybody."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    model_label = models.CharField(_("list"), max_length=60)  # such as "articles.article"
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(_("query"), max_length=LONGEST_QUERY)
    is_for_all = models.BooleanField(_("for everybody"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "model_label", "name"], name="a_person_names_a_view_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
