"""Refuses uploads of people who are not logged in, before a byte of them is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from . import error_pages

# Forms of text are kept through a log-in, so they are read; what is larger than this holds files.
LARGEST_FORM = 1024 * 1024  # bytes


class RefuseUploadsOfStrangers:
    """A middleware that stands before the check for CSRF, which would read the whole form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or not request.path_info.startswith(reverse("admin:index")):
            return None
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        is_form_with_files = request.content_type == "multipart/form-data"
        is_large = not length.isdecimal() or int(length) > LARGEST_FORM
        if not (is_form_with_files and is_large) or admin.site.has_permission(request):
            return None
        sentence = _("Log in first. Nothing was uploaded: choose the files again afterwards.")
        title = _("You’ve been logged out")
        return error_pages.render_error(request, 403, title, sentence, fields=[])
