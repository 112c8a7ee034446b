"""The log-in: Django's form, with the limits of staff.attempts, and the stages of allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from staff import attempts, audit
from staff.models import User, find_users


class DeskLoginForm(AdminAuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Username or email address")
        self.fields["username"].widget.attrs["autocomplete"] = "username webauthn"

    def clean(self) -> dict[str, Any]:
        """Count the try before checking the password, so that parallel tries are counted too."""
        if self.request is None:
            return super().clean()
        name = str(self.cleaned_data.get("username", ""))
        try:
            tries = attempts.count_try(attempts.limit_login(self.request, name))
        except attempts.TooManyAttempts as error:
            raise ValidationError(str(error), code="too_many") from None
        try:
            cleaned = super().clean()
        except ValidationError:
            record_failure(self.request, name, is_last=tries.is_last)
            raise
        if self.get_user() is not None:  # a form without a password gets here too
            tries.succeed()
        return cleaned


def record_failure(request: HttpRequest, name: str, *, is_last: bool) -> None:
    """Record a failed log-in about whom the name means; a name nobody has is not kept."""
    user = find_users(name).first()
    about: User | str = user or "unknown name"
    audit.record_request(request, audit.Kind.LOGIN_FAILED, about=about)
    if is_last:
        audit.record_request(request, audit.Kind.LOCKED_OUT, about=about)


class DeskLoginView(LoginView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Go through allauth's stages: a second factor comes before the log-in."""
        user, url = form.get_user(), self.get_success_url()
        login = Login(user=user, redirect_url=url)
        return perform_password_login(self.request, {"username": user.get_username()}, login)
