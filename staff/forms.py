"""Django's password forms with the desk's labels: without a colon."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AdminPasswordChangeForm as SetUserPasswordForm
from django.core.exceptions import ValidationError

from . import attempts
from .models import User


class OwnPasswordForm(AdminPasswordChangeForm):
    """For users who change their own password."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_old_password(self) -> str:
        """Check the old password; an open desk is no place to guess it."""
        try:
            tries = attempts.count_try(attempts.limit_own_secret(self.user, "password"))
        except attempts.TooManyAttempts as error:
            raise ValidationError(str(error), code="too_many") from None
        old_password = super().clean_old_password()
        tries.succeed()
        return old_password


class NewPasswordForm(SetUserPasswordForm):
    """For administrators who set somebody else's password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
