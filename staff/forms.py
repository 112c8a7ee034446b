"""Django's password forms with the desk's labels: without a colon."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AdminPasswordChangeForm as SetUserPasswordForm


class OwnPasswordForm(AdminPasswordChangeForm):
    """For users who change their own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class NewPasswordForm(SetUserPasswordForm):
    """For administrators who set somebody else's password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
