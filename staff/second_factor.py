"""The second factor of a log-in: who must have one, who has one, and how it is removed.

django-allauth keeps the factors (authenticator apps, passkeys, recovery codes) and asks for them.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from . import audit, mail, sessions
from .models import User

# Whoever has one of these can change what readers get, or who may.
GUARDED_PERMISSIONS = ("articles.publish_article", "staff.change_user")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required_of(user: User) -> bool:
    """Say whether the settings ask a second factor of this person."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and any(
        user.has_perm(permission) for permission in GUARDED_PERMISSIONS
    )


def has_one(user: User) -> bool:
    """Say whether a log-in asks this person for more than a password."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def may_remove(factor: Authenticator) -> bool:
    """Say whether a person may do without a factor: not without the last, where one is required."""
    user = User.objects.get(pk=factor.user_id)
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=factor.pk)
    return not is_required_of(user) or others.exists()


@transaction.atomic
def remove_all(user: User, *, by: User | None, request: HttpRequest | None = None) -> bool:
    """Remove all factors of somebody who lost them, end their sessions, and tell them by email.

    Returns: whether there was one.
    """
    count, _rows = Authenticator.objects.filter(user=user).delete()
    if not count:
        return False
    sessions.end_sessions(user)
    if request:
        audit.record_request(request, audit.Kind.FACTOR_REMOVED, by=by, about=user, details="all")
    else:
        audit.record(audit.Kind.FACTOR_REMOVED, by=by, about=user, details="all, by command")
    mail.notify(user, "factors_removed", by=str(by) if by else "")
    return True
