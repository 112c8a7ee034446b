"""How django-allauth behaves at the desk. The settings name these classes."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.middleware import outlet_of

from . import attempts, mail, second_factor, sessions
from .clients import parse_address, read_address

FRESH = 10 * 60  # seconds after a log-in in which a second factor is added without another password
# What allauth announces, in the desk's words; what is not here is not shown.
MESSAGES = {
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation; limits and email are ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(parse_address(read_address(request)) or "0.0.0.0")  # noqa: S104 - unknown

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check the password of somebody who is logged in, with the limit on guessing."""
        try:
            tries = attempts.count_try(attempts.limit_own_secret(user, "password"))
        except attempts.TooManyAttempts as error:
            raise ValidationError(str(error), code="too_many") from None
        is_right = user.check_password(password)
        if is_right:
            tries.succeed()
        return is_right

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        session = context.request.session
        return not sessions.is_fresh(session, timezone.now(), FRESH)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways to confirm that it is oneself in the desk's words."""
        words = {
            "reauthenticate": _("Use your password instead"),
            "mfa_reauthenticate": _("Use a code instead"),
            "mfa_reauthenticate:webauthn": _("Use a passkey instead"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**way, "description": words[way["id"]]} for way in methods]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        words = message or MESSAGES.get(message_template or "")
        if words:
            super().add_message(request, level, message=str(words), extra_tags=extra_tags)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Send our own notice of the same name, in the background."""
        notice = template_prefix.rpartition("/")[2]
        if notice in ("totp_activated", "webauthn_added"):
            mail.notify(user, "factor_added")
        elif notice in ("totp_deactivated", "webauthn_removed"):
            mail.notify(user, "factor_removed")


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: named for the site, and encrypted where they are secrets."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That was not right. Try again with a new code."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your account needs a second factor. Add another one before you remove this one."
        ),
    }

    def get_totp_issuer(self) -> str:
        return outlet_of(context.request).name

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number} if number > 1 else _("Passkey")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return second_factor.may_remove(authenticator)

    def encrypt(self, text: str) -> str:
        return _make_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; one that nobody knows where the key it was written with is gone."""
        try:
            return _make_cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(os.urandom(20)).decode()


def _make_cipher() -> MultiFernet:
    """Encrypt with the site's secret key, so that a stolen database opens no account."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"staff.second_factor {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
