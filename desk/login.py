"""Logging in, with limits on guessing, each for a quarter of an hour.

Ten failures for a name from an address; a hundred from an address, whatever the names; a hundred
for a name, from wherever. The last two do not apply to a browser in which that person has logged in
before, so that no stranger can lock a colleague out. A try that one limit refuses is not counted by
the next, so it takes ten addresses to reach the last. The counts are in the cache: with several
processes and no Redis each process counts for itself.

Source: OWASP, “Slow Down Online Guessing Attacks with Device Cookies”
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

FAILURES = 10
FAILURES_ELSEWHERE = 100
SECONDS = 15 * 60  # from the first failure on
DEVICE_COOKIE = "known"  # signed: who logged in with this browser last
DEVICE_COOKIE_AGE = 365 * 24 * 60 * 60
_SALT = "desk.login"


class DeskLoginForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Count the try before checking the password, so that parallel tries are counted too."""
        here, *elsewhere = self._list_cache_keys()
        if _count_try(here) > FAILURES:
            raise ValidationError(
                _("Too many failed attempts. Wait 15 minutes, then try again."),
                code="too_many",
            )
        if any(_count_try(key) > FAILURES_ELSEWHERE for key in elsewhere):
            raise ValidationError(
                _(
                    "Too many failed attempts. Wait 15 minutes, or log in with the browser you "
                    "used last time."
                ),
                code="too_many",
            )
        cleaned = super().clean()
        if self.get_user() is not None:  # a form without a password gets here too
            cache.delete(here)
            for key in elsewhere:
                with suppress(ValueError):  # its time ran out
                    cache.decr(key)
        return cleaned

    def _list_cache_keys(self) -> list[str]:
        """Return the cache keys that count a try, the narrowest first."""
        name = str(self.cleaned_data.get("username", ""))
        address = read_client_address(self.request) if self.request else ""
        return [
            _make_cache_key(name, address),
            *(
                []
                if _is_known_browser(self.request, name)
                else [_make_cache_key("", address), _make_cache_key(name, "")]
            ),
        ]


def _make_cache_key(name: str, address: str) -> str:
    return "login:" + hashlib.sha256(f"{name.casefold()}\n{address}".encode()).hexdigest()


def _is_known_browser(request: HttpRequest | None, name: str) -> bool:
    """Say whether the user of this name has logged in with this browser before."""
    if request is None:
        return False
    return request.get_signed_cookie(
        DEVICE_COOKIE, None, salt=_SALT, max_age=DEVICE_COOKIE_AGE
    ) == _make_cache_key(name, "")


def remember_browser(response: HttpResponse, name: str) -> None:
    """Mark a browser as one `name` has used. The cookie grants nothing and hides the name."""
    response.set_signed_cookie(
        DEVICE_COOKIE,
        _make_cache_key(name, ""),
        salt=_SALT,
        max_age=DEVICE_COOKIE_AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _count_try(key: str) -> int:
    """Count one more try and return how many there were, atomically."""
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # its time ran out between the two
        return 1


def read_client_address(request: HttpRequest) -> str:
    """Return the address a request comes from; behind a proxy, the one that the proxy added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
