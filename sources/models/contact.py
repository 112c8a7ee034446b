"""How to reach a source: a telephone number or an email address, and who may see it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .source import Source


class Contact(models.Model):
    """A telephone number or an email address of a source. Readers never get it.

    A confidential source has none: its contacts are part of its encrypted record.
    """

    class Kind(models.TextChoices):
        TELEPHONE = "telephone", _("telephone")
        EMAIL = "email", _("email")

    class SeenBy(models.TextChoices):
        OWNER = "owner", _("only the owner")
        EDITORS = "editors", _("the owner and editors")
        EVERYBODY = "everybody", _("everybody who sees sources")

    source = models.ForeignKey(Source, models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TELEPHONE)
    value = models.CharField(_("number or address"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("owner"),
    )
    seen_by = models.CharField(
        _("who may see it"), max_length=20, choices=SeenBy, default=SeenBy.OWNER
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        """The kind alone: the admin's log holds these words."""
        return str(self.get_kind_display())
