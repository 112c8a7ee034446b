"""Logging in, with a limit on guessing: ten failures in a quarter of an hour.

Counted for a name from an address, so that nobody can lock a colleague out from elsewhere. Kept in
the cache: with several processes and no Redis each counts for itself.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FAILURES = 10
SECONDS = 15 * 60


class DeskLoginForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        key = self._key()
        if cache.get(key, 0) >= FAILURES:
            raise ValidationError(
                _("Too many wrong tries from here. Wait a quarter of an hour, then try again."),
                code="too_many",
            )
        try:
            cleaned = super().clean()
        except ValidationError:
            cache.set(key, cache.get(key, 0) + 1, SECONDS)
            raise
        cache.delete(key)
        return cleaned

    def _key(self) -> str:
        name = str(self.cleaned_data.get("username", "")).casefold()
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        return "login:" + hashlib.sha256(f"{name}\n{address}".encode()).hexdigest()
