"""What the desk tells the copy desk: warnings dismissed with a reason, and house rules."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from copydesk import NOTE, WARNING, StyleRule
from copydesk.patterns import LONGEST_PATTERN, invalid_reason, matches

from .article import Article

LONGEST_REASON = 300  # letters


class DismissedWarning(models.Model):
    """A warning of the copy desk that somebody dismissed, and why. It outlives later saves."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="dismissed_warnings")
    fingerprint = models.CharField(max_length=20)
    check_name = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    message = models.CharField(max_length=500)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="dismissed_warnings"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("dismissed warning")
        verbose_name_plural = _("dismissed warnings")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "fingerprint"], name="a_warning_is_dismissed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.reason}"


class HouseRuleQuerySet(models.QuerySet["HouseRule"]):
    def live(self) -> Self:
        """Keep the rules that stories are read by."""
        return self.filter(state=HouseRule.State.LIVE)


class HouseRule(models.Model):
    """A rule of the house's style that editors keep: a word or a pattern, and what to do."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")

    class Severity(models.TextChoices):
        WARN = WARNING, _("Warning: must be fixed or dismissed")
        NOTE = NOTE, _("Note: does not stop publication")

    name = models.CharField(_("name"), max_length=80, unique=True)
    look_for = models.CharField(
        _("look for"),
        max_length=LONGEST_PATTERN,
        help_text=_("A whole word or phrase, in upper or lower case; or a regular expression."),
    )
    is_pattern = models.BooleanField(
        _("regular expression"),
        default=False,
        help_text=_("For example: “per ?cent” or “\\bomnibus(es)?\\b”."),
    )
    advice = models.CharField(
        _("advice"), max_length=300, help_text=_("Shown to writers: “Write ‘bus’.”")
    )
    instead = models.CharField(
        _("replacement"),
        max_length=200,
        blank=True,
        help_text=_("Offered with one click. Leave blank to offer none."),
    )
    example = models.CharField(
        _("example"), max_length=300, blank=True, help_text=_("A sentence that follows the rule.")
    )
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.WARN
    )
    languages = models.CharField(
        _("languages"),
        max_length=60,
        blank=True,
        validators=[
            RegexValidator(
                r"^\s*[a-z]{2,3}(\s*,\s*[a-z]{2,3})*\s*$",
                _("Enter language codes, for example: en, nl."),
            )
        ],
        help_text=_("For example: en, nl. Leave blank for all languages."),
    )
    state = models.CharField(
        _("status"),
        max_length=10,
        choices=State,
        default=State.DRAFT,
        help_text=_("You can test a draft rule here. It isn’t applied to stories."),
    )
    reason = models.TextField(
        _("reason for the rule"), blank=True, help_text=_("For colleagues who ask.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = HouseRuleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a pattern that cannot be used, and an example that breaks its own rule."""
        if not self.look_for:
            return
        if why := invalid_reason(self.look_for, self.is_pattern):
            raise ValidationError({"look_for": why})
        if matches(self.look_for, self.is_pattern, self.example):
            raise ValidationError({"example": _("This example breaks the rule.")})

    def as_style_rule(self) -> StyleRule:
        """Return the rule as the copy desk takes it."""
        return StyleRule(
            name=self.name,
            look_for=self.look_for,
            advice=self.advice,
            is_pattern=self.is_pattern,
            instead=self.instead or None,
            severity="warning" if self.severity == self.Severity.WARN else "note",
            languages=tuple(part.strip() for part in self.languages.split(",") if part.strip()),
        )
