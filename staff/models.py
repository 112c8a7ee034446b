"""User: a person who can log in. An author is not a user: see authors.models."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A user account. Its groups give it permissions: see roles.py."""

    must_change_password = models.BooleanField(
        _("must choose a new password"),
        default=False,
        help_text=_("Asked for at the next log-in, before anything else."),
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Attempt(models.Model):
    """A try at a password or code, counted by staff.attempts and deleted soon after.

    `key` is a hash: it names neither the person nor the address.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempts_by_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries are written once. `staff.audit.purge` alone deletes them, by age."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("The audit log is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The audit log is append-only.")


class AuditEntry(models.Model):
    """Who did what to accounts and confidential records, when, and from where. Never changed.

    Holds no personal data but the user, the address, and the family of the browser. What was typed
    into a failed log-in is not kept: it may be a password.
    """

    class Kind(models.TextChoices):
        LOGGED_IN = "logged_in", _("Logged in")
        LOGIN_FAILED = "login_failed", _("Log-in failed")
        LOCKED_OUT = "locked_out", _("Locked out")
        LOGGED_OUT = "logged_out", _("Logged out")
        SESSIONS_ENDED = "sessions_ended", _("Sessions ended")
        FACTOR_ADDED = "factor_added", _("Second factor added")
        FACTOR_REMOVED = "factor_removed", _("Second factor removed")
        CODES_MADE = "codes_made", _("Recovery codes made")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        PASSWORD_RESET = "password_reset", _("Password reset")
        INVITED = "invited", _("Invited")
        RIGHTS_CHANGED = "rights_changed", _("Rights changed")
        EXPORTED = "exported", _("Exported")
        CONFIDENTIAL_READ = "confidential_read", _("Confidential record read")

    at = models.DateTimeField(_("date and time"))
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    by = models.ForeignKey(
        User,
        verbose_name=_("who"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    about = models.CharField(_("about"), max_length=200, blank=True)
    details = models.CharField(_("details"), max_length=500, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, unpack_ipv4=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log")
        default_permissions = ["view"]
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["kind", "-at"], name="audit_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry; refuse to change one."""
        if not self._state.adding:
            raise TypeError("The audit log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The audit log is append-only.")


def user_of(request: HttpRequest) -> User:
    """Return the logged-in user. For views that require a login.

    Raises: TypeError, if nobody is logged in.
    """
    if not isinstance(request.user, User):
        raise TypeError("This view requires a login.")
    return request.user


def find_users(name: str) -> QuerySet[User]:
    """Return whom a username or an email address may mean, in any case of letters."""
    if not name:
        return User.objects.none()
    return User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).order_by("pk")


def get_desk_users() -> QuerySet[User]:
    """Return the active users with access to the desk, by name."""
    people = User.objects.filter(is_active=True, is_staff=True)
    return people.order_by("first_name", "last_name", "username")
