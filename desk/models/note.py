"""Note and Mention: notes on a story, and the people who are notified of them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from staff.models import User

LONGEST = 4000  # characters


class Note(models.Model):
    """A note on a story, for the desk alone."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("note"), max_length=LONGEST)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["article", "-made_at"], name="note_on_story")]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text[:60]


class MentionQuerySet(models.QuerySet["Mention"]):
    def unanswered(self, person: User) -> Self:
        """Keep the mentions of `person` on stories where they have written nothing since."""
        answer = Note.objects.filter(
            article=OuterRef("note__article"), by=person, made_at__gt=OuterRef("note__made_at")
        )
        return self.filter(~Exists(answer), person=person, note__article__spiked_at=None)

    def emailed(self) -> Self:
        """Keep those that an email is sent for."""
        return self.filter(outcome__in=[Mention.Outcome.PENDING, Mention.Outcome.SENT])


class Mention(models.Model):
    """Somebody a note is for, and whether an email was sent."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("email on its way")
        SENT = "sent", _("notified by email")
        NO_ACCESS = "no_access", _("not notified: no access to this story")
        NO_ADDRESS = "no_address", _("notified at the desk only (no email address)")
        FAILED = "failed", _("email could not be sent")

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.PENDING)
    sent_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="a_note_names_a_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_outcome_display()}"

    @property
    def is_sent(self) -> bool:
        return self.outcome == self.Outcome.SENT

    @property
    def is_pending(self) -> bool:
        return self.outcome == self.Outcome.PENDING
