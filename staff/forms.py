"""Forms of accounts: passwords, with the desk's labels, invitations and second factors."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AdminPasswordChangeForm as SetUserPasswordForm
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import attempts
from .models import User


class OwnPasswordForm(AdminPasswordChangeForm):
    """For users who change their own password."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def save(self, commit: bool = True) -> User:
        """Save it; what an administrator had set is replaced with that."""
        self.user.must_change_password = False
        return super().save(commit)

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

    def save(self, commit: bool = True) -> User:
        """Save it, to be replaced at the next log-in: two people know it."""
        self.user.must_change_password = self.cleaned_data.get("set_usable_password", True)
        return super().save(commit)


class LinkPasswordForm(SetPasswordForm):
    """For somebody who sets a password by a link they were sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class ResetForm(forms.Form):
    """Asks whose password is forgotten."""

    name = forms.CharField(
        label=_("Username or email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class InvitationForm(forms.ModelForm):
    """For administrators who invite somebody. Nobody but that person learns the password."""

    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        required=False,
        help_text=_("Leave empty to use the part of the email address before the @."),
        validators=[UnicodeUsernameValidator()],
    )

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "username", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody with this email address has an account already."))
        return email

    def clean(self) -> dict[str, Any]:
        """Choose a username, where none was typed, that nobody has."""
        cleaned = super().clean() or self.cleaned_data
        typed, email = cleaned.get("username", ""), cleaned.get("email", "")
        stem = typed or re.sub(r"[^\w.+-]", "", email.partition("@")[0])[:140]
        taken = User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
        names = {name.casefold() for name in taken}
        if typed and typed.casefold() in names:
            self.add_error("username", _("Somebody has this username already."))
        tries = (stem, *(f"{stem}{n}" for n in range(2, len(names) + 3)))
        cleaned["username"] = next((name for name in tries if name.casefold() not in names), stem)
        return cleaned


class _LimitedCode(BaseAuthenticateForm):
    """Limits how often a code is guessed, and takes no code twice."""

    def clean_code(self) -> str:
        limit = attempts.limit_own_secret(self.user, "second factor")
        try:
            tries = attempts.count_try(limit)
            code = super().clean_code()
            attempts.count_try(attempts.limit_reuse(self.user, code))
        except attempts.TooManyAttempts as error:
            raise ValidationError(str(error), code="too_many") from None
        tries.succeed()
        return code


class SecondFactorForm(_LimitedCode, AuthenticateForm):
    """At the log-in."""


class SecondFactorAgainForm(_LimitedCode, ReauthenticateForm):
    """Before something that needs to be confirmed."""
