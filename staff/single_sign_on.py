"""Single sign-on by OpenID Connect: whom it lets in. The settings name the provider.

Only people who were invited: an active user with access to the desk, by an email address that the
provider says is verified. It makes no users. The first sign-on ties the person to the provider's
number for them, so that an address given to somebody else later opens nothing.
"""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from . import audit
from .models import User


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whom a sign-on is for, and tie them to it the first time; refuse all others."""
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("admin:index"))
        email = read_verified_email(sociallogin)
        if not email:
            sentence = _("The sign-on did not confirm your email address.")
            refuse(request, "single sign-on: address not verified", sentence)
        users = list(User.objects.filter(email__iexact=email, is_active=True, is_staff=True)[:2])
        if len(users) != 1:
            sentence = _("There is no account with your email address. Ask for an invitation.")
            refuse(request, "single sign-on: nobody invited", sentence)
        [user] = users
        tied = SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider)
        is_other = tied.exclude(uid=sociallogin.account.uid).exists()
        if is_other or (sociallogin.is_existing and sociallogin.user.pk != user.pk):
            sentence = _("Your sign-on is not the one of this account. Ask an administrator.")
            refuse(request, "single sign-on: another person's", sentence, user)
        sociallogin.account.extra_data = {}  # names and pictures are not needed here
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
        else:
            sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(build_error(request))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: a log-in on a new device is told already."""


def read_verified_email(sociallogin: SocialLogin) -> str:
    """Return the address that the provider says is verified; "" if it does not say so."""
    data = sociallogin.account.extra_data
    profile, token = data.get("userinfo") or {}, data.get("id_token") or {}
    if profile and token and profile.get("sub") != token.get("sub"):
        return ""  # OpenID Connect Core 1.0, 5.3.2: they must be about the same person
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    return verified[0] if verified else ""


def refuse(request: HttpRequest, details: str, sentence: str, user: User | None = None) -> NoReturn:
    """Record a failed log-in and answer with a page that says why.

    Raises: ImmediateHttpResponse, always.
    """
    raise ImmediateHttpResponse(build_refusal(request, details, sentence, user))


def build_error(request: HttpRequest) -> TemplateResponse:
    """Answer a sign-on that the provider did not carry through."""
    sentence = _("The sign-on did not work. Try again, or log in with your password.")
    return build_refusal(request, "single sign-on: error", sentence)


def build_refusal(
    request: HttpRequest, details: str, sentence: str, user: User | None = None
) -> TemplateResponse:
    about: User | str = user or "unknown name"
    audit.record_request(request, audit.Kind.LOGIN_FAILED, about=about, details=details)
    context = {"sentence": sentence}
    return TemplateResponse(request, "account/sign_on_refused.html", context, status=403)
