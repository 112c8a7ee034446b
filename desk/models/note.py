"""Note and Mention: what people at the desk say to each other about a story, and who was told."""

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
    """A note on a story. It stays at the desk."""

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
        """Keep what was said to `person` on kept stories, until they say something there."""
        answer = Note.objects.filter(
            article=OuterRef("note__article"), by=person, made_at__gt=OuterRef("note__made_at")
        )
        return self.filter(~Exists(answer), person=person, note__article__spiked_at=None)


class Mention(models.Model):
    """Somebody a note is for, and whether an e-mail told them."""

    class Outcome(models.TextChoices):
        WAITS = "waits", _("the e-mail is on its way")
        TOLD = "told", _("told by e-mail")
        CLOSED = "closed", _("not told: may not open this story")
        NO_ADDRESS = "no_address", _("finds it on the first page, has no e-mail address")
        FAILED = "failed", _("not told: the e-mail could not be sent")

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.WAITS)
    told_at = models.DateTimeField(null=True)

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
    def is_told(self) -> bool:
        return self.outcome == self.Outcome.TOLD

    @property
    def is_waiting(self) -> bool:
        return self.outcome == self.Outcome.WAITS
