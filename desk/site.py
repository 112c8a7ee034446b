"""The admin site as the desk: its frame, its first page, its log-in.

`dashboard` and `urls` are imported by the methods that use them: they import the packages' admins,
which register with this site while they are imported.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.forms import OwnPasswordForm

from . import error_pages, navigation
from .login import DeskLoginForm, remember_browser

SEARCHES = ("q", "term")  # what lists, pickers and Django's own choices look for
LONGEST_SEARCH = 1000  # letters: SQLite refuses patterns and conditions that are far longer


class DeskSite(admin.AdminSite):
    site_url = "/"
    index_title = gettext_lazy("The desk")
    login_form = DeskLoginForm
    enable_nav_sidebar = False  # the desk draws its own
    empty_value_display = ""  # a list of dashes says nothing

    def __init__(self, name: str = "admin") -> None:
        """Delete nothing for good by the dozen: a thing's own page says what goes with it."""
        super().__init__(name)
        self.disable_action("delete_selected")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what the frame draws: the paper's name, the sidebar, what this person may do."""
        context = super().each_context(request)
        name = request.outlet.name
        return {
            **context,
            "site_header": name,
            "site_title": name,
            "desk_may": SimpleLazyObject(lambda: navigation.may(request, self)),
            "desk_nav": SimpleLazyObject(lambda: navigation.groups_for(request, self)),
        }

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """Guard a view; what is sent to it by somebody who is logged out is not thrown away.

        Django refuses a request of the wrong kind without a word: the desk has some.
        """
        guarded = super().admin_view(view, cacheable)

        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any(len(request.GET.get(name, "")) > LONGEST_SEARCH for name in SEARCHES):
                return error_pages.too_long_to_find(request, LONGEST_SEARCH)
            if request.GET.get(TO_FIELD_VAR) == "":
                return error_pages.bad_request(request, SuspiciousOperation())
            if request.method != "POST" or self.has_permission(request):
                return self._answered(guarded, request, *args, **kwargs)
            fields = error_pages.sent(request)
            return self._log_in_first(request, fields) if fields else guarded(request)

        return update_wrapper(kept, guarded)

    def _answered(
        self, view: Callable, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answer by a view; an address with a number larger than any is one that cannot be read."""
        try:
            return error_pages.explain_405(request, view(request, *args, **kwargs))
        except (DataError, OverflowError) as error:
            if request.method == "POST":
                raise
            return error_pages.bad_request(request, error)

    def _log_in_first(self, request: HttpRequest, fields: list[error_pages.Field]) -> HttpResponse:
        there = request.get_full_path()
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": f"{reverse('admin:login')}?{urlencode({'next': there})}",
            "next": there,
            "form": self.login_form(request),
            "carried": fields,
        }
        response = render(request, "admin/login.html", context, status=401)
        response.headers["Cache-Control"] = "no-store"
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log somebody in; a form that was sent before it goes on from here."""
        fields = error_pages.carried(request)
        response = super().login(request, {"carried": fields, **(extra_context or {})})
        if request.method == "POST" and response.status_code == 302:
            remember_browser(response, request.user.get_username())
        if fields and response.status_code == 302:
            return error_pages.send_again(request, fields, response.headers["Location"])
        return response

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Draw Django's page with the desk's form."""
        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from . import urls

        guarded = [path(at, self.admin_view(view), name=name) for at, view, name in urls.GUARDED]
        asked = [path(at, view, name=name) for at, view, name in urls.ASKED_BY_SCRIPTS]
        return [*guarded, *asked, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what needs a hand next."""
        from . import dashboard

        desk = dashboard.for_person(request.user)
        return super().index(
            request, {"title": _("The desk"), "desk": desk, **(extra_context or {})}
        )
