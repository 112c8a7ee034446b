"""Logging in, with limits on guessing, each for a quarter of an hour.

Ten failures for a name from an address; a hundred from an address, whatever the names; a hundred
for a name, wherever from. The last two pass by a browser in which that person has logged in before,
so that no stranger can lock a colleague out, and what one limit refuses the next does not count, so
that it takes ten addresses to reach the last. Kept in the cache: with several processes and no
Redis each counts for itself.

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
FAILURES_AT_LARGE = 100
SECONDS = 15 * 60  # from the first failure on
KNOWN = "known"  # the cookie of a browser, signed: who has logged in with it last
KNOWN_FOR = 365 * 24 * 60 * 60
_SALT = "desk.login"


class DeskLoginForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at: many at once do not slip through."""
        here, *at_large = self._keys()
        if _counted(here) > FAILURES:
            raise ValidationError(
                _("Too many wrong tries from here. Wait a quarter of an hour, then try again."),
                code="too_many",
            )
        if any(_counted(key) > FAILURES_AT_LARGE for key in at_large):
            raise ValidationError(
                _(
                    "Too many wrong tries. Wait a quarter of an hour, or log in with the browser "
                    "you used last time."
                ),
                code="too_many",
            )
        cleaned = super().clean()
        if self.get_user() is not None:  # a form without a password gets here too, and is no try
            cache.delete(here)
            for key in at_large:
                with suppress(ValueError):  # its time ran out
                    cache.decr(key)
        return cleaned

    def _keys(self) -> list[str]:
        """Return under which keys of the cache a try counts, the narrowest first."""
        name = str(self.cleaned_data.get("username", ""))
        address = address_of(self.request) if self.request else ""
        return [
            _key(name, address),
            *([] if _knows(self.request, name) else [_key("", address), _key(name, "")]),
        ]


def _key(name: str, address: str) -> str:
    return "login:" + hashlib.sha256(f"{name.casefold()}\n{address}".encode()).hexdigest()


def _knows(request: HttpRequest | None, name: str) -> bool:
    """Say whether whoever has this name has logged in with this browser."""
    if request is None:
        return False
    return request.get_signed_cookie(KNOWN, None, salt=_SALT, max_age=KNOWN_FOR) == _key(name, "")


def remember_browser(response: HttpResponse, name: str) -> None:
    """Let a browser know that it is `name`’s; it opens nothing, and tells nobody the name."""
    response.set_signed_cookie(
        KNOWN,
        _key(name, ""),
        salt=_SALT,
        max_age=KNOWN_FOR,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _counted(key: str) -> int:
    """Count one more try and return how many there were, in one step of the cache."""
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # its time ran out between the two
        return 1


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from: behind a proxy, what the proxy itself has added last."""
    told = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
