"""Django's forms of passwords, with labels as the desk writes them: without a colon."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AdminPasswordChangeForm as GivenPasswordForm


class OwnPasswordForm(AdminPasswordChangeForm):
    """For whoever changes their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class NewPasswordForm(GivenPasswordForm):
    """For an administrator who gives somebody a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
