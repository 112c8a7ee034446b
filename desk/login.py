"""The log-in form: Django's, with the limits on guessing of staff.attempts."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from staff import attempts


class DeskLoginForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Count the try before checking the password, so that parallel tries are counted too."""
        if self.request is None:
            return super().clean()
        name = str(self.cleaned_data.get("username", ""))
        try:
            tries = attempts.count_try(attempts.limit_login(self.request, name))
        except attempts.TooManyAttempts as error:
            raise ValidationError(str(error), code="too_many") from None
        cleaned = super().clean()
        if self.get_user() is not None:  # a form without a password gets here too
            tries.succeed()
        return cleaned
