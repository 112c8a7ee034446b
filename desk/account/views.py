"""Pages of one's own account: log-in details, second factors, sessions; links to set a password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.socialaccount.providers.openid_connect.views import login as single_sign_on_login
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from requests import RequestException

from staff import attempts, audit, links, mail, second_factor, sessions
from staff.clients import describe_agent
from staff.forms import LinkPasswordForm, ResetForm
from staff.models import find_users, user_of
from staff.single_sign_on import build_error

from .. import error_pages

CARRIED = "carried_fields"  # in the session, between the password and the second factor
FEW_CODES = 3

View = Callable[..., HttpResponseBase]


def framed(view: View, title: Promise) -> View:
    """Draw a view's page in the frame of the desk, never stored by anybody.

    After a second factor it offers to send what was typed before the log-in.
    """

    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        was_logged_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            own = response.context_data or {}
            context = {**admin.site.each_context(request), "title": title, **own}
            response.context_data = {
                **context,
                "has_permission": admin.site.has_permission(request),
            }
        elif not was_logged_in and request.user.is_authenticated:
            response = offer_carried(request, response)
        response.headers["Cache-Control"] = "no-store"
        return response

    return show


def carry_fields(request: HttpRequest, fields: list[error_pages.Field], url: str) -> None:
    """Keep what was typed until the second factor is there."""
    request.session[CARRIED] = {"fields": fields, "url": url}


def offer_carried(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Offer to send what was typed before the log-in, if something was."""
    carried = request.session.pop(CARRIED, {})
    fields = error_pages.read_carried_fields(request)
    fields = fields or [(name, value) for name, value in carried.get("fields", [])]
    url = request.POST.get("next") or carried.get("url", "")
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return error_pages.offer_resend(request, fields, url) if fields and is_ours else response


@login_required
def show_account(request: HttpRequest) -> HttpResponse:
    """Show how somebody logs in, their second factors, and where they are logged in."""
    user = user_of(request)
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = [f for f in factors if f.type == Authenticator.Type.RECOVERY_CODES]
    left = len(codes[0].wrap().get_unused_codes()) if codes else 0
    passkeys = [factor.wrap() for factor in factors if factor.type == Authenticator.Type.WEBAUTHN]
    rows = sessions.list_sessions(user)
    context = {
        "app": next((f for f in factors if f.type == Authenticator.Type.TOTP), None),
        "passkeys": passkeys,
        "codes_left": left,
        "codes_run_out": bool(codes) and left <= FEW_CODES,
        "has_factor": len(factors) > len(codes),
        "is_required": second_factor.is_required_of(user),
        "sessions": [_describe_session(row, request) for row in rows],
    }
    return TemplateResponse(request, "account/account.html", context)


def _describe_session(row: UserSession, request: HttpRequest) -> dict[str, Any]:
    browser = describe_agent(row.user_agent) or _("Unknown browser")
    is_current = row.session_key == request.session.session_key
    return {"row": row, "browser": browser, "is_current": is_current}


@login_required
@require_POST
@transaction.atomic
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all others."""
    user, which = user_of(request), request.POST.get("session", "")
    if which == "others":
        count = sessions.end_sessions(user, but=request.session.session_key)
    else:
        count = int(which.isdecimal() and sessions.end_session(user, int(which)))
    if count:
        audit.record_request(request, audit.Kind.SESSIONS_ENDED, about=user)
    said = ngettext("%(n)d session is ended.", "%(n)d sessions are ended.", count) % {"n": count}
    messages.success(request, said)
    return redirect("mfa_index")


@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a passkey, but not the last second factor of somebody who needs one."""
    kind = Authenticator.Type.WEBAUTHN
    factor = get_object_or_404(Authenticator, user=request.user, pk=pk, type=kind)
    if not second_factor.may_remove(factor):
        sentence = _("Your account needs a second factor. Add another one before you remove this.")
        messages.error(request, sentence)
        return redirect("mfa_index")
    return remove_webauthn(request, pk=pk)


@require_http_methods(["GET", "POST"])
def ask_reset(request: HttpRequest) -> HttpResponse:
    """Send a link to set a new password. The answer is the same whether or not there is a user."""
    form = ResetForm(request.POST or None, label_suffix="")
    if not form.is_valid():
        return TemplateResponse(request, "account/reset.html", {"form": form})
    name = form.cleaned_data["name"].strip()
    try:
        attempts.count_try(attempts.limit_reset(request, name))
    except attempts.TooManyAttempts as error:
        form.add_error(None, str(error))
        return TemplateResponse(request, "account/reset.html", {"form": form})
    for user in find_users(name).filter(is_active=True, is_staff=True):
        mail.send_link(user, "invitation" if links.is_invited(user) else "reset")
    return TemplateResponse(request, "account/reset_sent.html", {"name": name})


@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest, purpose: links.Purpose, token: str) -> HttpResponseBase:
    """Let whoever was sent a link set a password; then log them in.

    A second factor, where there is one, is still asked for.
    """
    if purpose not in links.LIFETIMES:
        raise Http404
    user = links.read_link(token, purpose)
    if user is None:
        return TemplateResponse(request, "account/link_void.html", {"purpose": purpose}, status=410)
    form = LinkPasswordForm(user, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "person": user, "is_invitation": purpose == "invitation"}
        return TemplateResponse(request, "account/set_password.html", context)
    with transaction.atomic():
        user.must_change_password = False
        form.save()
        sessions.end_sessions(user)
        audit.record_request(request, audit.Kind.PASSWORD_RESET, by=user, details=purpose)
        if purpose == "reset":
            mail.notify(user, "password_changed")
    if request.user.is_authenticated:
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    return perform_login(request, Login(user=user))


def start_sign_on(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send somebody to the provider of the single sign-on."""
    try:
        return single_sign_on_login(request, provider_id=provider_id)
    except RequestException:
        return build_error(request)


def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account is switched off, to whoever has just proved that it is theirs."""
    return TemplateResponse(request, "account/link_void.html", {"is_inactive": True}, status=403)
