"""Writes the audit log, and remembers browsers, when Django and allauth say what happened.

newsroom/apps.py connects these.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit, mail, sessions
from .audit import Kind
from .clients import describe_browser, get_browser_number, read_address
from .models import AuditEntry, User

# A request that logged somebody in carries their key here: desk.account.guard sets the cookie.
REMEMBER = "_remember_browser_of"
FACTORS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery code",
}


def on_session_begun(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note the time in the session. Of Django's signal, which `force_login` sends too."""
    sessions.begin(request.session, timezone.now())


def on_logged_in(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a log-in; tell its owner by email if it came from a browser they never used."""
    person = f"user {user.pk}"
    is_first = not AuditEntry.objects.filter(kind=Kind.LOGGED_IN, by=user).exists()
    audit.record_request(request, Kind.LOGGED_IN, by=user, details=_name_methods(request))
    if not is_first and not get_browser_number(request, person):
        browser = describe_browser(request) or _("an unknown browser")
        at = timezone.localtime().strftime("%Y-%m-%d %H:%M %Z")
        mail.notify(user, "new_device", browser=browser, address=read_address(request), at=at)
    setattr(request, REMEMBER, person)


def on_logged_out(sender: type, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None and not getattr(request, "is_idle_logout", False):
        audit.record_request(request, Kind.LOGGED_OUT, by=user)


def on_factor_added(
    sender: type, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    is_codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    kind = Kind.CODES_MADE if is_codes else Kind.FACTOR_ADDED
    details = "" if is_codes else FACTORS[Authenticator.Type(authenticator.type)]
    audit.record_request(request, kind, by=user, about=user, details=details)


def on_factor_removed(
    sender: type, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Record it, and end the other sessions: each has noted that there is a factor."""
    request.session.pop(sessions.HAS_FACTOR, None)
    sessions.end_sessions(user, but=request.session.session_key)
    details = FACTORS[Authenticator.Type(authenticator.type)]
    audit.record_request(request, Kind.FACTOR_REMOVED, by=user, about=user, details=details)


def on_factor_failed(
    sender: type, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    audit.record_request(request, Kind.LOGIN_FAILED, about=user, details="second factor")


def _name_methods(request: HttpRequest) -> str:
    """Say how somebody logged in: “password, authenticator app”."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    names = {**FACTORS, "socialaccount": "single sign-on"}
    methods = [record.get("type") or record["method"] for record in records]
    methods = [names.get(method, method) for method in methods]
    return ", ".join(dict.fromkeys(methods))


def on_record_used(sender: type, event: Any, **kwargs: Any) -> None:
    """Record readings of confidential records, and who may read them. Of sources.signals."""
    kind = {
        "read": Kind.CONFIDENTIAL_READ,
        "named": Kind.RIGHTS_CHANGED,
        "taken_away": Kind.RIGHTS_CHANGED,
    }.get(event.kind)
    if kind is not None:
        said = event.get_kind_display()
        audit.record(
            kind,
            by=event.by,
            about=event.record,
            address=event.address or "",
            details=f"{said}: {event.person.username}" if event.person else said,
            at=event.at,
        )
