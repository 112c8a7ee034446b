"""What is known of a source who must not be named, and who may read it.

The source itself holds only an alias and a description for readers. The rest is here: in clear, why
it is confidential and until when; encrypted, who it is. `sources.confidential` reads and writes it.
Nothing here is registered with the desk's history, the admin's log or a search.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .source import Source


class RecordQuerySet(models.QuerySet["ConfidentialRecord"]):
    def of(self, person: Any) -> Self:
        """Keep the records that name a person."""
        return self.filter(confidants__person=person)

    def sealed(self) -> Self:
        """Leave out those whose identity was erased."""
        return self.filter(purged_at=None)


class ConfidentialRecord(models.Model):
    """The confidential part of a source. Visible to those named on it and to nobody else.

    `ciphertext` holds the identity, encrypted with a key of its own; `wrapped_key` is that key,
    encrypted with the key that `locked_with` names. Both are empty once it is purged.
    """

    source = models.OneToOneField(
        Source, models.PROTECT, primary_key=True, related_name="confidential"
    )
    reason = models.TextField(_("reason for anonymity"), max_length=1000)
    editor_who_knows = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("editor who knows"),
    )
    ends_on = models.DateField(_("erase after"))
    ciphertext = models.BinaryField(null=True)
    wrapped_key = models.BinaryField(null=True)
    locked_with = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    warned_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(_("purged"), null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("confidential source")
        verbose_name_plural = _("confidential sources")
        indexes = [models.Index(fields=["ends_on"], name="confidential_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(purged_at=None, ciphertext__isnull=False, wrapped_key__isnull=False)
                | Q(purged_at__isnull=False, ciphertext=None, wrapped_key=None),
                name="confidential_until_purged",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="confidential_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"confidential source {self.pk}"

    def is_over(self, today: date) -> bool:
        """Whether the identity may not be read any more, erased or about to be."""
        return self.purged_at is not None or self.ends_on < today


class Confidant(models.Model):
    """A person named on a confidential record: they may read it, and name others."""

    record = models.ForeignKey(ConfidentialRecord, models.CASCADE, related_name="confidants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="confidants_are_named_once")
        ]

    def __str__(self) -> str:
        return f"confidant {self.pk}"


class EventQuerySet(models.QuerySet["RecordEvent"]):
    """Events are written once; only whether they were told of changes."""

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The log of a confidential source is append-only.")


class RecordEvent(models.Model):
    """What was done with a confidential record, by whom, when and from where; no word of it."""

    class Kind(models.TextChoices):
        RECORDED = "recorded", _("Recorded")
        READ = "read", _("Identity shown")
        REWRITTEN = "rewritten", _("Identity changed")
        DETAILS = "details", _("Details changed")
        NAMED = "named", _("Person named")
        TAKEN_AWAY = "taken_away", _("Person taken away")
        ENDS_SOON = "ends_soon", _("Two weeks until it is erased")
        PURGED = "purged", _("Identity erased")

    record = models.ForeignKey(ConfidentialRecord, models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("date and time"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    address = models.GenericIPAddressField(_("address"), null=True, unpack_ipv4=True)
    told_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["record", "-at"], name="confidential_log")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new event; refuse to change one."""
        if not self._state.adding:
            raise TypeError("The log of a confidential source is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The log of a confidential source is append-only.")
