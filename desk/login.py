"""Logging in, with a limit on guessing: ten failures in a quarter of an hour.

Counted for a name from an address, so that nobody can lock a colleague out from elsewhere. Kept in
the cache: with several processes and no Redis each counts for itself.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

FAILURES = 10
SECONDS = 15 * 60  # from the first failure on


class DeskLoginForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at: many at once do not slip through."""
        key = self._key()
        if _counted(key) > FAILURES:
            raise ValidationError(
                _("Too many wrong tries from here. Wait a quarter of an hour, then try again."),
                code="too_many",
            )
        cleaned = super().clean()
        if self.get_user() is not None:  # a form without a password gets here too, and is no try
            cache.delete(key)
        return cleaned

    def _key(self) -> str:
        name = str(self.cleaned_data.get("username", "")).casefold()
        address = address_of(self.request) if self.request else ""
        return "login:" + hashlib.sha256(f"{name}\n{address}".encode()).hexdigest()


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
