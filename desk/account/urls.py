"""Addresses of accounts, under /admin/account/. Their names are those that django-allauth asks for.

Only what is listed here of allauth is reachable: no sign-up, no email management, and no second
way to change a password.
"""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import (
    download_recovery_codes,
    generate_recovery_codes,
    view_recovery_codes,
)
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import (
    add_webauthn,
    edit_webauthn,
    login_webauthn,
    reauthenticate_webauthn,
)
from allauth.socialaccount.providers.openid_connect.views import (
    callback as single_sign_on_callback,
)
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from . import views
from .views import framed

TO_ACCOUNT = RedirectView.as_view(pattern_name="mfa_index")
TO_LOGIN = RedirectView.as_view(pattern_name="admin:login", query_string=True)
CONFIRM = _("Confirm that it is you")

urlpatterns: list[URLPattern] = [
    path("", framed(views.show_account, _("Your account")), name="mfa_index"),
    path("sessions/", views.end_sessions, name="end_sessions"),
    # Logging in
    path("login/", TO_LOGIN, name="account_login"),
    path("code/", framed(authenticate, _("Second factor")), name="mfa_authenticate"),
    path("passkey/", framed(login_webauthn, _("Log in")), name="mfa_login_webauthn"),
    path(
        "<slug:provider_id>/login/",
        framed(views.start_sign_on, _("Log in")),
        name="openid_connect_login",
    ),
    path(
        "<slug:provider_id>/callback/",
        framed(single_sign_on_callback, _("Log in")),
        name="openid_connect_callback",
    ),
    path("cancelled/", TO_LOGIN, name="socialaccount_login_cancelled"),
    path("inactive/", framed(views.inactive, _("Account")), name="account_inactive"),
    path("reset/", framed(views.ask_reset, _("Forgot your password?")), name="account_reset"),
    path(
        "password/<slug:purpose>/<str:token>/",
        framed(views.set_password, _("Choose a password")),
        name="account_set_password",
    ),
    # Second factors
    path("app/", framed(activate_totp, _("Authenticator app")), name="mfa_activate_totp"),
    path(
        "app/remove/",
        framed(deactivate_totp, _("Remove the authenticator app")),
        name="mfa_deactivate_totp",
    ),
    path("passkeys/", TO_ACCOUNT, name="mfa_list_webauthn"),
    path("passkeys/add/", framed(add_webauthn, _("Add a passkey")), name="mfa_add_webauthn"),
    path(
        "passkeys/<int:pk>/",
        framed(edit_webauthn, _("Rename a passkey")),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        framed(views.remove_passkey, _("Remove a passkey")),
        name="mfa_remove_webauthn",
    ),
    path(
        "codes/", framed(view_recovery_codes, _("Recovery codes")), name="mfa_view_recovery_codes"
    ),
    path(
        "codes/new/",
        framed(generate_recovery_codes, _("New recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
    path("codes.txt", download_recovery_codes, name="mfa_download_recovery_codes"),
    # Proving again that it is oneself
    path("confirm/", framed(reauthenticate, CONFIRM), name="account_reauthenticate"),
    path(
        "confirm/code/",
        framed(reauthenticate_by_code, CONFIRM),
        name="mfa_reauthenticate",
    ),
    path(
        "confirm/passkey/",
        framed(reauthenticate_webauthn, CONFIRM),
        name="mfa_reauthenticate_webauthn",
    ),
    path("sessions/list/", TO_ACCOUNT, name="usersessions_list"),
]
