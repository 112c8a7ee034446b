"""Links by which a person sets a password: an invitation, or a reset. Each works once, for a time.

A link is signed and names the person and a hash of their account as it was; with a new password, a
new email address or a log-in it is void. So nothing is stored.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import User

Purpose = Literal["invitation", "reset"]
LIFETIMES: dict[Purpose, timedelta] = {
    "invitation": timedelta(days=7),
    "reset": timedelta(hours=2),
}


def make_link(user: User, purpose: Purpose) -> str:
    """Return the absolute URL to send to a user."""
    token = signing.dumps([user.pk, _fingerprint(user)], salt=_salt(purpose))
    return settings.BASE_URL + reverse("account_set_password", args=[purpose, token])


def read_link(token: str, purpose: Purpose) -> User | None:
    """Return whom a link is for; None if it is forged, used, void or too old."""
    try:
        pk, fingerprint = signing.loads(token, salt=_salt(purpose), max_age=LIFETIMES[purpose])
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    fits = user is not None and constant_time_compare(fingerprint, _fingerprint(user))
    return user if fits else None


def is_invited(user: User) -> bool:
    """Say whether an invitation waits for this person's answer."""
    return user.is_active and user.last_login is None and not user.has_usable_password()


def _salt(purpose: Purpose) -> str:
    return f"staff.links.{purpose}"


def _fingerprint(user: User) -> str:
    seen = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac("staff.links", f"{user.password}\n{user.email}\n{seen}").hexdigest()[:32]
